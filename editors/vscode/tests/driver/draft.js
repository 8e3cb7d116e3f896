// A real report: a total typed wrong is found and put right, by the quick fix, by commands and by saving.
const vscode = require('vscode');
const fs = require('fs');
const assert = require('assert');

const { found, open, say, typeAt, typeWrongTotal, within } = require('./steps');

/** Documents that no file on the server's machine has, such as those of a virtual workspace. */
async function elsewhere(gouji, right) {
  vscode.workspace.registerTextDocumentContentProvider('elsewhere', { provideTextDocumentContent: () => right });
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('elsewhere:/report.md'));
  await vscode.window.showTextDocument(document);
  assert.equal(document.languageId, 'markdown');
  const { isRunning } = await gouji.activate();
  assert.equal(isRunning(), false);
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  say('ok a report that is no file has none either, and no mark of being right');
}

async function startsForReports(gouji, right) {
  // This window is a remote one: its files are on the machine of the extension host.
  assert.notEqual(vscode.env.remoteName, undefined);
  assert.equal(gouji.extensionKind, vscode.ExtensionKind.Workspace);
  const letter = await open(`${process.env.WORK}/docs/letter.md`);
  const { isRunning } = await gouji.activate();
  assert.equal(isRunning(), false);
  say('ok a letter has no server');
  await elsewhere(gouji, right);
  const shown = await vscode.window.showTextDocument(letter.document);
  await shown.edit((edit) => edit.insert(new vscode.Position(0, 0), '# 某局2024年政府信息公开工作年度报告\n'));
  await within('it has one when it becomes a report', () => isRunning());
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

async function quickFix(editor, right) {
  const { uri } = editor.document;
  const finding = await typeWrongTotal(editor);
  assert.deepEqual([finding.range.start.line, finding.range.start.character, finding.range.end.character], [69, 0, 3]);
  assert.match(finding.message, /454\+12\+2=468/);
  assert.match(String(finding.code.target), /suspect-figure/);
  assert.deepEqual(finding.relatedInformation.slice(0, 3).map((one) => one.message), ['自然人 454', '商业企业 12', '其他 2']);
  say('ok under the figure, with its addends');
  const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, finding.range, 'quickfix', 10);
  assert.match(actions[0].title, /改为 468$/);
  assert.ok(await vscode.workspace.applyEdit(actions[0].edit));
  assert.equal(editor.document.getText(), right);
  say('ok quick fix');
  await within('and the finding is gone', () => found(uri, 'suspect-figure').length === 0);
}

async function commands(editor, right) {
  for (const command of ['gouji.fixAll', 'gouji.recompute']) {
    await typeWrongTotal(editor);
    await vscode.commands.executeCommand(command);
    assert.equal(editor.document.getText(), right, command);
    say(`ok ${command}`);
  }
  await vscode.commands.executeCommand('gouji.openRule', 'row-total');
  const labels = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
  await within('gouji.openRule', () => labels().some((label) => label.includes('row-total.md')));
  await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
  await vscode.window.showTextDocument(editor.document);
  await vscode.commands.executeCommand('gouji.showFigures');
  const figures = JSON.parse(vscode.window.activeTextEditor.document.getText());
  assert.equal(figures.reports[0].tables.requests.new.total, 468);
  say('ok gouji.showFigures');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
}

/** A draft begun with a file that is named: a Word file, too. */
async function fromLastYear() {
  for (const name of ['report.txt', 'last-year.docx']) {
    await vscode.commands.executeCommand('gouji.new', vscode.Uri.file(`${process.env.WORK}/docs/sub/${name}`));
    const { document } = vscode.window.activeTextEditor;
    assert.ok(document.isUntitled && document.languageId === 'markdown');
    assert.match(document.getText(), /^# .*2025年/, 'it is of the year after');
    assert.match(document.getText(), /二、上年结转政府信息公开申请数量[ |\d]* 5 \|/, 'what was carried over stands there');
    say(`ok gouji.new with ${name}`);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

async function snippets() {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: '' });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'markdown', name: '六个部分 Sections' });
  assert.match(document.getText(), /^## 一、总体情况\n[^]*## 六、其他需要报告的事项/);
  say('ok snippets');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

async function saves(document, right) {
  const editor = await vscode.window.showTextDocument(document);
  await typeWrongTotal(editor);
  await typeAt(editor, 29, '２０４６ |');
  assert.ok(await document.save());
  assert.equal(fs.readFileSync(document.uri.fsPath, 'utf8'), right);
  say('ok fix on save, the file on disk is right');
  await within('nothing wrong is left', () =>
    ['suspect-figure', 'number-style'].every((rule) => found(document.uri, rule).length === 0),
  );
}

async function settings({ uri }) {
  const set = (value) => vscode.workspace.getConfiguration('gouji').update('rules', value, vscode.ConfigurationTarget.Global);
  await set({ 'missing-improvement': 'off' });
  await within('settings reach the server', () => found(uri, 'missing-improvement').length === 0);
  await set(undefined);
  await within('and are taken back', () => found(uri, 'missing-improvement').length === 1);
  assert.equal(found(uri, 'missing-title').length, 0, 'gouji.toml is not overridden by defaults');
  await vscode.commands.executeCommand('gouji.restart');
  await within('after a restart all is found again', () => found(uri, 'missing-improvement').length === 1);
}

async function untitled(right) {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: right });
  await within('a document that is not saved is checked', () => found(document.uri, 'missing-improvement').length === 1);
}

/** Format on save, as the extension's page tells to set it: a report is laid out, another text is left alone. */
async function formatsOnSave() {
  const folder = `${process.env.WORK}/docs`;
  const rough = [
    '#某局2024年政府信息公开工作年度报告',
    '## 二. 主动公开政府信息情况',
    '|规章|0|',
    '|-|-|',
    '|行政许可|12|',
    '',
  ];
  const neat = [
    '# 某局2024年政府信息公开工作年度报告',
    '',
    '## 二、主动公开政府信息情况',
    '',
    '| 规章     |   0 |',
    '| -------- | --- |',
    '| 行政许可 |  12 |',
    '',
  ];
  const saved = async (name, lines) => {
    fs.writeFileSync(`${folder}/${name}`, '');
    const editor = await open(`${folder}/${name}`);
    assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), lines.join('\n'))));
    assert.ok(await editor.document.save());
    return fs.readFileSync(`${folder}/${name}`, 'utf8').split('\n');
  };
  assert.deepEqual(await saved('as-typed.md', rough), rough, 'not unless asked for');
  const settings = vscode.workspace.getConfiguration('editor', { languageId: 'markdown' });
  const set = (key, value) => settings.update(key, value, vscode.ConfigurationTarget.Global, true);
  await set('formatOnSave', true);
  await set('defaultFormatter', 'gouji.gouji');
  assert.deepEqual(await saved('rough.md', rough), neat);
  const letter = ['#来信', '|甲|乙|', '|-|-|', '|1|2|', ''];
  assert.deepEqual(await saved('other.md', letter), letter, 'what is no report is left alone');
  await set('formatOnSave', undefined);
  await set('defaultFormatter', undefined);
  say('ok format on save');
}

exports.run = async () => {
  const gouji = vscode.extensions.getExtension('gouji.gouji');
  const right = fs.readFileSync(process.env.RIGHT, 'utf8');
  await startsForReports(gouji, right);
  const editor = await open(process.env.REPORT);
  await within('what was there before is found', () => found(editor.document.uri, 'missing-improvement').length === 1);
  await quickFix(editor, right);
  await commands(editor, right);
  await fromLastYear();
  await snippets();
  await saves(editor.document, right);
  await settings(editor.document);
  await untitled(right);
  await formatsOnSave();
};
