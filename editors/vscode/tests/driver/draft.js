// A real report: a total typed wrong is found and put right, by the quick fix, by commands and by saving.
const vscode = require('vscode');
const fs = require('fs');
const assert = require('assert');

const { close, found, open, savedAs, say, shown, typeAt, typeWrongTotal, within } = require('./steps');

/** Documents that no file on the server's machine has, such as those of a virtual workspace. */
async function elsewhere(gouji, right) {
  vscode.workspace.registerTextDocumentContentProvider('elsewhere', { provideTextDocumentContent: () => right });
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('elsewhere:/report.md'));
  await vscode.window.showTextDocument(document);
  assert.equal(document.languageId, 'markdown');
  const { isRunning } = await gouji.activate();
  assert.equal(isRunning(), false);
  await close(document);
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
  await close(letter.document);
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
  await within('quick fix', () => editor.document.getText() === right);
  await within('and the finding is gone', () => found(uri, 'suspect-figure').length === 0);
}

async function commands(editor, right) {
  for (const command of ['gouji.fixAll', 'gouji.recompute']) {
    await typeWrongTotal(editor);
    await shown('the report is the active one', (active) => active === editor.document);
    await vscode.commands.executeCommand(command);
    await within(command, () => editor.document.getText() === right);
  }
  await vscode.commands.executeCommand('gouji.openRule', 'row-total');
  const labels = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
  await within('gouji.openRule', () => labels().some((label) => label.includes('row-total.md')));
  await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
  await vscode.window.showTextDocument(editor.document);
  await shown('back in the report', (active) => active === editor.document);
  await vscode.commands.executeCommand('gouji.showFigures');
  const page = await shown('gouji.showFigures', (active) => active.uri.scheme === 'gouji' && active.languageId === 'json');
  assert.equal(JSON.parse(page.getText()).reports[0].tables.requests.new.total, 468);
  await close(page);
}

/** A draft begun with a file that is named: a Word file, too. */
async function fromLastYear() {
  for (const name of ['report.txt', 'last-year.docx']) {
    await vscode.commands.executeCommand('gouji.new', vscode.Uri.file(`${process.env.WORK}/docs/sub/${name}`));
    const document = await shown(`gouji.new with ${name}`, (active) => active.isUntitled && active.languageId === 'markdown');
    assert.match(document.getText(), /^# .*2025年/, 'it is of the year after');
    assert.match(document.getText(), /二、上年结转政府信息公开申请数量[ |\d]* 5 \|/, 'what was carried over stands there');
    await close(document);
  }
}

async function snippets() {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: '' });
  await vscode.window.showTextDocument(document);
  await shown('an empty document', (active) => active === document);
  await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'markdown', name: '六个部分 Sections' });
  await within('snippets', () => /^## 一、总体情况\n[^]*## 六、其他需要报告的事项/.test(document.getText()));
  await close(document);
}

async function saves(document, right) {
  const editor = await vscode.window.showTextDocument(document);
  await typeWrongTotal(editor);
  await typeAt(editor, 29, '２０４６ |');
  await savedAs('fix on save, the file on disk is right', document, right);
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
  const typed = async (name, lines) => {
    fs.writeFileSync(`${folder}/${name}`, '');
    const editor = await open(`${folder}/${name}`);
    assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), lines.join('\n'))));
    return editor.document;
  };
  const isLeftAlone = async (name, lines) => {
    const document = await typed(name, lines);
    assert.ok(await document.save());
    assert.deepEqual(fs.readFileSync(document.uri.fsPath, 'utf8').split('\n'), lines);
  };
  await isLeftAlone('as-typed.md', rough);
  const settings = vscode.workspace.getConfiguration('editor', { languageId: 'markdown' });
  const set = (key, value) => settings.update(key, value, vscode.ConfigurationTarget.Global, true);
  await set('formatOnSave', true);
  await set('defaultFormatter', 'gouji.gouji');
  await savedAs('format on save', await typed('rough.md', rough), neat.join('\n'));
  await isLeftAlone('other.md', ['#来信', '|甲|乙|', '|-|-|', '|1|2|', '']);
  await set('formatOnSave', undefined);
  await set('defaultFormatter', undefined);
  say('ok nothing is laid out that is no report');
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
