// A wrong total is typed into a real report: seen, understood, put right by the quick fix; typed again, put right by saving.
import { read, session } from './workbench.mjs';

/** The tables beside the text: the wrong total is marked, its addends light up, and a click goes to the text. */
async function ledger(workbench) {
  const { page } = workbench;
  await workbench.palette('>Show Ledger');
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  const total = frame.locator('td[data-key="requests.new.total"]');
  await total.waitFor();
  await workbench.within('the ledger marks the wrong total', async () => (await total.getAttribute('class')).includes('error'));
  await total.click();
  await frame.locator('td.lit[data-key="requests.new.natural_person"]').waitFor();
  await frame.locator('.about', { hasText: '486 = 454+12+0+0+0+2 ✗' }).waitFor();
  console.log('ok its addends light up');
  await workbench.sees('a click goes to the text', '.statusbar-item', 'Ln 70, Col 4 (3 selected)');
  await workbench.shot('ledger');
  await workbench.typeOver(70, 3, '487');
  await workbench.within('it follows typing', async () => (await total.textContent()) === '487');
  await workbench.typeOver(70, 3, '486');
  await workbench.palette('>Close Editors in Other Groups');
}

/** A title alone lacks every section: one is chosen and inserted. */
async function insertion(workbench) {
  const { page } = workbench;
  await workbench.palette('>File: New Untitled Text File');
  await workbench.sees('a new text', '.tabs-container .tab', 'Untitled-1');
  await page.keyboard.insertText('某局2024年政府信息公开工作年度报告\n\n');
  await workbench.palette('>Insert Missing Section or Table');
  await workbench.sees('what is missing is offered', '.quick-input-list .monaco-list-row', '六、其他需要报告的事项');
  await page.locator('.quick-input-widget input.input').fill('一、');
  await workbench.shot('insert');
  await workbench.keys('Enter');
  await workbench.sees('and inserted', '.monaco-editor .view-line', '（五）监督保障情况');
}

await session(async (workbench) => {
  const { page } = workbench;
  const right = read('RIGHT');
  await workbench.openFile('report.txt');
  const status = '.statusbar-item[id="gouji.gouji.gouji.status"], .statusbar-item[id*="gouji"]';
  await workbench.sees('the status bar has the state of the report', status, '2 to look at');
  await workbench.typeOver(70, 3, '486');
  await workbench.sees('the wrong total is underlined', '.monaco-editor .squiggly-error');
  await workbench.sees('the status bar counts it', status, '1 wrong');

  // Who pauses is told which figure is wrong; until then, only that the total is not up to date.
  await workbench.palette('>View: Focus Problems');
  const problems = '.markers-panel .monaco-list-row';
  await workbench.sees('the finding', problems, 'suspect-figure');
  await workbench.sees('with its addends', problems, '自然人 454');
  await workbench.sees('each of them', problems, '其他 2');
  await workbench.shot('problems');
  await workbench.palette('>View: Toggle Problems');

  await workbench.goTo(70, 2);
  await workbench.palette('>Show or Focus Hover');
  await workbench.sees('the hover has the relation with its figures', '.monaco-hover', '454+12+0+0+0+2');
  await workbench.shot('hover');
  await workbench.keys('Escape');

  await ledger(workbench);

  await workbench.goTo(70, 2);
  await workbench.sees('the light bulb', '.monaco-editor [class*=lightbulb]');
  const fix = page.locator('.action-widget .monaco-list-row', { hasText: '改为 468' }).first();
  for (let turn = 1; ; turn += 1) {
    await workbench.keys('Control+.');
    try {
      await fix.waitFor({ timeout: 3000 });
      break;
    } catch (error) {
      // A late answer of another kind can close the menu.
      if (turn === 5) {
        throw error;
      }
      await workbench.keys('Escape');
    }
  }
  await workbench.shot('quick-fix');
  await workbench.keys('Enter');
  await workbench.sees('the quick fix', '.monaco-editor .view-line', '468');
  await workbench.sees('the report is right again', status, '2 to look at');
  await workbench.keys('Control+s');
  await workbench.within('saved', () => read('REPORT') === right);

  await workbench.typeOver(70, 3, '486');
  await workbench.sees('wrong again', status, '1 wrong');
  await workbench.within('and known to be so', async () => {
    await workbench.palette('>View: Focus Problems');
    return (await page.locator(problems, { hasText: 'suspect-figure' }).count()) > 0;
  });
  await workbench.goTo(29, 1);
  // On a slow machine VS Code gives up what is to be done on save, and saves.
  let turn = 0;
  await workbench.within('fix on save, the file on disk is right', async () => {
    if (turn % 100 === 0) {
      await workbench.keys('Control+s');
    }
    turn += 1;
    return read('REPORT') === right;
  });
  await workbench.sees('nothing wrong is left', status, '2 to look at');
  await workbench.shot('saved');
  await workbench.within('nor underlined', async () => (await page.locator('.monaco-editor .squiggly-error').count()) === 0);

  await insertion(workbench);
});
