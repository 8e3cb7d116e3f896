// A new report is drafted: from what a person answers, and from last year's report.
import { session } from './workbench.mjs';

const line = '.editor-group-container.active .monaco-editor .view-line';

/** Answers what is asked for, with the keyboard. */
async function answer(workbench, text) {
  await workbench.page.locator('.quick-input-widget input.input').fill(text);
  await workbench.keys('Enter');
}

async function choose(workbench, label) {
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
}

async function fromAnswers(workbench) {
  await workbench.palette('>gouji: New Report');
  await choose(workbench, 'Begin with the blank form');
  await workbench.sees('the organ is asked for', '.quick-input-widget', 'Name of the publishing organ');
  await workbench.keys('Enter');
  await workbench.sees('it is needed', '.quick-input-widget', 'The name is needed.');
  await answer(workbench, '某县财政局');
  await workbench.sees('then the year', '.quick-input-widget', 'Year of the report');
  await answer(workbench, '2024');
  await workbench.shot('new');
  await choose(workbench, 'Department of a government');
  await workbench.sees('the draft is there', line, '某县财政局2024年政府信息公开工作年度报告');
  await workbench.sees('it is not saved yet', '.tabs-container .tab.active', 'Untitled-1');
  await workbench.sees('and Markdown', '.statusbar-item', 'Markdown');
  await workbench.sees('it is checked', '.statusbar-item[id*="gouji"]', /wrong|to look at|agree/);
  await workbench.shot('new-draft');
}

async function fromLastYear(workbench) {
  const { page } = workbench;
  await workbench.palette('>gouji: New Report');
  await choose(workbench, "Begin with last year's report");
  const name = workbench.page.locator('.quick-input-widget input.input');
  await workbench.within('a file is asked for', async () => (await name.inputValue()).includes('/docs'));
  await name.fill(process.env.REPORT.replace('report.txt', 'last-year.docx'));
  await workbench.sees('it is there, a Word file too', '.quick-input-list .monaco-list-row', 'last-year.docx');
  await workbench.keys('Enter');
  await workbench.sees('the draft is of the year after', line, '2025年政府信息公开工作年度报告');
  await workbench.sees('not saved yet', '.tabs-container .tab.active', 'Untitled-2');
  await workbench.palette('>Show Log');
  // What is in it can't be seen here: outputs are written by a module that is not compiled in this workbench.
  await workbench.sees('the log', '.part.panel .monaco-editor.focused');
  await workbench.within('of gouji', () => page.locator('.part.panel select').first().evaluate((one) => one.selectedOptions[0]?.label === 'gouji'));
  await workbench.palette('>View: Toggle Output');
}

async function firstStart(workbench) {
  await workbench.palette('>Welcome: Open Walkthrough');
  await choose(workbench, /gouji|Annual/i);
  await workbench.sees('the walk-through', '.getting-started-step', 'Open');
  await workbench.shot('walkthrough');
}

await session(async (workbench) => {
  await fromAnswers(workbench);
  await workbench.openFile('report.txt');
  await fromLastYear(workbench);
  await firstStart(workbench);
});
