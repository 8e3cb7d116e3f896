// There is no program: the person is told once, and can do something about it: say where there is one.
import { session } from './workbench.mjs';

await session(async (workbench) => {
  await workbench.openFile('report.txt');
  const message = '.notifications-toasts .notification-toast';
  await workbench.sees('the program is missing, and that is said', message, 'The program gouji was not found');
  await workbench.sees('a button opens the setting', `${message} .monaco-button`, 'Open setting');
  await workbench.shot('missing');
  await workbench.page.locator(`${message} .monaco-button`, { hasText: 'Open setting' }).click();
  await workbench.sees('the setting is shown', '.settings-editor .setting-item-label', /^Path$/);
  await workbench.shot('settings');
  await workbench.page.locator('.settings-editor .setting-item-control input').first().fill(process.env.OWN);
  await workbench.sees('the program that is named there checks the report', '.statusbar-item[id="status.problems"]', '2');
  await workbench.keys('Escape');
  await workbench.sees('and its state is shown', '.statusbar-item[id*="gouji"]', '2 to look at');
});
