// A folder that is not trusted: the program it names is not started, the extension's own checks the report. The folder is
// trusted then, and its program taken: so it would have been started before.
import assert from 'node:assert';
import fs from 'node:fs';

import { session } from './workbench.mjs';

const hasStarted = () => fs.existsSync(process.env.STARTED);

await session(async (workbench) => {
  const { page } = workbench;
  const status = '.statusbar-item[id*="gouji"]';
  await workbench.sees('the window is restricted', '.statusbar-item', 'Restricted Mode');
  await workbench.openFile('report.txt');
  await workbench.sees('the report is checked', status, '2 to look at');
  await workbench.typeOver(70, 3, '486');
  await workbench.sees('while it is typed too', '.monaco-editor .squiggly-error');
  await workbench.palette('>gouji: Show Figures');
  await workbench.sees('commands work', '.tabs-container .tab', 'report.txt.figures.json');
  assert.equal(hasStarted(), false, "the folder's program is not to be started");
  console.log("ok the folder's program is not started");
  await workbench.shot('restricted');

  await workbench.palette('>Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust/ }).first().click();
  await workbench.within('it is once the folder is trusted', hasStarted);
});
