// A window with several folders: one server for all, each folder with its own gouji.toml.
const vscode = require('vscode');
const fs = require('fs');
const assert = require('assert');

const { found, open, say, within } = require('./steps');

/** How often a server was started: the program in PATH notes it. */
function servers() {
  return fs.readFileSync(process.env.STARTED, 'utf8').split('\n').filter((line) => line === 'lsp').length;
}

const base = `${process.env.WORK}/folders`;
const uri = (name) => vscode.Uri.file(`${base}/${name}/report.txt`);
const left = (name, rule) => found(uri(name), rule).length;

/** Opens the report of a folder and waits until it was looked at: one rule is on everywhere. */
async function look(name) {
  await open(`${base}/${name}/report.txt`);
  await within(`${name}: looked at`, () => left(name, 'suspect-figure') === 1);
}

/** Changes the folders of the window, and waits until it has. */
async function change(what, start, count, ...folders) {
  const changed = new Promise((resolve) => {
    const subscription = vscode.workspace.onDidChangeWorkspaceFolders((event) => {
      subscription.dispose();
      resolve(event);
    });
  });
  assert.ok(vscode.workspace.updateWorkspaceFolders(start, count, ...folders), what);
  await changed;
  say(`ok ${what}`);
}

exports.run = async () => {
  const names = () => vscode.workspace.workspaceFolders.map((folder) => folder.name);
  assert.deepEqual(names(), ['one', 'two']);
  await look('one');
  await look('two');
  assert.equal(left('one', 'missing-improvement'), 0, 'off in the gouji.toml of one');
  assert.equal(left('two', 'missing-improvement'), 1, 'on in two');
  assert.equal(left('one', 'missing-title'), 1, 'on in one');
  assert.equal(left('two', 'missing-title'), 0, 'off in the gouji.toml of two');
  const severity = (name) => found(uri(name), 'missing-improvement').map((one) => one.severity);
  const update = (value) =>
    vscode.workspace.getConfiguration('gouji', uri('two')).update('rules', value, vscode.ConfigurationTarget.WorkspaceFolder);
  say('ok each folder has its own gouji.toml');
  await update({ 'missing-improvement': 'error' });
  await within('and its own settings', () => severity('two')[0] === vscode.DiagnosticSeverity.Error);
  assert.deepEqual(severity('one'), [], 'they are not for the other');
  await update({ 'missing-improvement': 'off' });
  await within('which go before gouji.toml', () => left('two', 'missing-improvement') === 0);
  await update(undefined);
  await within('and are taken back', () => left('two', 'missing-improvement') === 1);

  // Reports that are not open are among the problems of the window for as long as their folder is.
  assert.equal(left('three', 'suspect-figure'), 0);
  await change('a folder is added', 2, 0, { uri: vscode.Uri.file(`${base}/three`), name: 'three' });
  assert.deepEqual(names(), ['one', 'two', 'three']);
  await within('its report is found without being opened', () => left('three', 'suspect-figure') === 1);
  assert.deepEqual([left('three', 'missing-title'), left('three', 'missing-improvement')], [0, 0], 'both off in three');

  await change('it is removed', 2, 1);
  await within('and what was found there goes', () => left('three', 'suspect-figure') === 0);
  await look('three');
  say('ok a report outside of all folders is checked when it is opened');

  const editor = await open(`${base}/two/report.txt`);
  const total = editor.document.lineAt(69).range;
  assert.ok(await editor.edit((edit) => edit.replace(total, '468 |')));
  await within('the others go on as before', () => left('two', 'suspect-figure') === 0);
  assert.equal(left('one', 'suspect-figure'), 1);
  assert.equal(servers(), 1);
  say('ok one server all the time');
};
