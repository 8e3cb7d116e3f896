// What the sessions inside the extension host have in common.
const vscode = require('vscode');
const assert = require('assert');

const lines = [];
exports.lines = lines;

function say(text) {
  lines.push(text);
}
exports.say = say;

/** Asks until the answer is one, or time is up. */
exports.within = async (what, ask) => {
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

/** The findings of a rule in a document. */
exports.found = (uri, rule) =>
  vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'gouji' && one.code?.value === rule);

exports.open = async (path) => {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  return vscode.window.showTextDocument(document);
};

/** Replaces a line, from 1. */
exports.typeAt = async (editor, line, text) => {
  const range = editor.document.lineAt(line - 1).range;
  assert.ok(await editor.edit((edit) => edit.replace(range, text)));
};

exports.typeWrongTotal = async (editor) => {
  await exports.typeAt(editor, 70, '486 |');
  return exports.within('the wrong total is found', () => exports.found(editor.document.uri, 'suspect-figure')[0]);
};
