// Visual Studio Code in Chinese: menus, settings and findings are.
const vscode = require('vscode');
const assert = require('assert');

const { found, open, say, typeWrongTotal, within } = require('./steps');

exports.run = async () => {
  assert.equal(vscode.env.language, process.env.LANGUAGE_WANTED);
  const isChinese = vscode.env.language.startsWith('zh');
  const { contributes } = vscode.extensions.getExtension('gouji.gouji').packageJSON;
  const title = contributes.commands.find((one) => one.command === 'gouji.new').title;
  assert.equal(title, isChinese ? '新建年度报告' : 'New Report');
  assert.equal(contributes.configuration.title, 'gouji');
  const texts = JSON.stringify(contributes);
  assert.equal(texts.match(/%[a-z][a-z0-9.-]+%/i), null, 'every text is there');
  say('ok the commands');

  const editor = await open(process.env.REPORT);
  const { uri } = editor.document;
  const { message } = await typeWrongTotal(editor);
  const [chinese, english] = [/“总计”应为 468（现为 486）/, /should be 468 \(now 486\)/];
  assert.match(message, isChinese ? chinese : english);
  say('ok the findings');

  // What a person has chosen goes before the language of the window.
  const other = isChinese ? 'en' : 'zh-CN';
  await vscode.workspace.getConfiguration('gouji').update('locale', other, vscode.ConfigurationTarget.Global);
  const wanted = isChinese ? english : chinese;
  await within('gouji.locale changes them', () => found(uri, 'suspect-figure').some((one) => wanted.test(one.message)));
};
