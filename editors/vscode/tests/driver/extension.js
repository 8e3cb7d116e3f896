// One session with a real report inside Visual Studio Code's extension host. $REPORT may be written to, $RIGHT is what it is
// to be in the end, $LOG where to write what happened.
const vscode = require('vscode');
const fs = require('fs');
const assert = require('assert');

const lines = [];
function say(text) {
  lines.push(text);
}

async function within(what, ask) {
  for (let turn = 0; turn < 800; turn += 1) {
    const answer = await ask();
    if (answer) {
      say(`ok ${what}`);
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`not in time: ${what}`);
}

function found(uri, rule) {
  return vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'gouji' && one.code?.value === rule);
}

async function open(path) {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  return vscode.window.showTextDocument(document);
}

async function typeAt(editor, line, text) {
  const range = editor.document.lineAt(line - 1).range;
  assert.ok(await editor.edit((edit) => edit.replace(range, text)));
}

async function typeWrongTotal(editor) {
  await typeAt(editor, 70, '486 |');
  return within('the wrong total is found', () => found(editor.document.uri, 'suspect-figure')[0]);
}

async function startsForReports(gouji) {
  const letter = await open(`${process.env.WORK}/docs/letter.md`);
  const { isRunning } = await gouji.activate();
  assert.equal(isRunning(), false);
  say('ok a letter has no server');
  await letter.edit((edit) => edit.insert(new vscode.Position(0, 0), '# 某局2024年政府信息公开工作年度报告\n'));
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
  await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
  await vscode.window.showTextDocument(editor.document);
  await vscode.commands.executeCommand('gouji.showFigures');
  const figures = JSON.parse(vscode.window.activeTextEditor.document.getText());
  assert.equal(figures.reports[0].tables.requests.new.total, 468);
  say('ok gouji.showFigures');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
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

exports.activate = async () => {
  if (!process.env.LOG) {
    return;
  }
  try {
    const gouji = vscode.extensions.getExtension('gouji.gouji');
    const right = fs.readFileSync(process.env.RIGHT, 'utf8');
    await startsForReports(gouji);
    const editor = await open(process.env.REPORT);
    await within('what was there before is found', () => found(editor.document.uri, 'missing-improvement').length === 1);
    await quickFix(editor, right);
    await commands(editor, right);
    await saves(editor.document, right);
    await settings(editor.document);
    await untitled(right);
    say(`PASS VS Code ${vscode.version}, its API`);
  } catch (error) {
    say(`FAIL ${error.stack}`);
  }
  fs.writeFileSync(process.env.LOG, `${lines.join('\n')}\n`);
};
