// What the sessions inside the extension host have in common.
const vscode = require('vscode');
const fs = require('fs');
const assert = require('assert');

const lines = [];
exports.lines = lines;

function say(text) {
  lines.push(text);
}
exports.say = say;

/** Asks until the answer is one, or time is up. */
const within = async (what, ask) => {
  for (let turn = 0; turn < 800; turn += 1) {
    const answer = await ask();
    if (answer) {
      say(`ok ${what}`);
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`not in time: ${what}`);
};
exports.within = within;

/** The findings of a rule in a document. */
exports.found = (uri, rule) =>
  vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'gouji' && one.code?.value === rule);

exports.open = async (path) => {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  return vscode.window.showTextDocument(document);
};

/** Waits until the active editor shows such a document: the window learns of it later than a command that shows it ends. */
exports.shown = async (what, isIt) => {
  const shows = () => vscode.window.activeTextEditor !== undefined && isIt(vscode.window.activeTextEditor.document);
  await within(what, shows);
  return vscode.window.activeTextEditor.document;
};

/** Closes what the active editor shows, and waits until it does no more. */
exports.close = async (document) => {
  await exports.shown('it is the one to be closed', (active) => active === document);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await within('it is closed', () => vscode.window.activeTextEditor?.document !== document);
};

/** Saves until the file is as wanted: on a slow machine Visual Studio Code gives up what is to be done before, and saves. */
exports.savedAs = async (what, document, wanted) => {
  await vscode.window.showTextDocument(document);
  await exports.shown('it is the one to be saved', (active) => active === document);
  let turn = 0;
  await within(what, async () => {
    if (turn % 200 === 0) {
      await vscode.commands.executeCommand('workbench.action.files.save');
    }
    turn += 1;
    return fs.readFileSync(document.uri.fsPath, 'utf8') === wanted;
  });
};

/** Replaces a line, from 1. */
exports.typeAt = async (editor, line, text) => {
  const range = editor.document.lineAt(line - 1).range;
  assert.ok(await editor.edit((edit) => edit.replace(range, text)));
};

exports.typeWrongTotal = async (editor) => {
  await exports.typeAt(editor, 70, '486 |');
  return within('the wrong total is found', () => exports.found(editor.document.uri, 'suspect-figure')[0]);
};
