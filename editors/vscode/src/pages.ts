// Commands that show something in an editor of its own: a new draft, the figures of a report, a rule's page.

import * as vscode from 'vscode';

import { run } from './program';

/** The scheme of documents that the program writes and nobody edits. */
const SCHEME = 'gouji';

/** What `gouji explain` and `gouji extract` print, as documents. */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? '';
  }

  /** Shows a text under a name, whose ending says its language. */
  async show(name: string, text: string): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}` });
    this.texts.set(uri.path, text);
    return vscode.workspace.openTextDocument(uri);
  }

  dispose(): void {
    this.registration.dispose();
  }
}

interface Rule {
  name: string;
  summary: { zh: string; en: string };
}

/** Shows the page of a rule: one of those found at the cursor, or any other. */
export async function openRule(program: string, pages: Pages, wanted?: string): Promise<void> {
  const rule = wanted ?? (await chooseRule(program));
  if (rule === undefined) {
    return;
  }
  const page = await pages.show(`${rule}.md`, await run(program, ['explain', rule, '--color', 'never']));
  await vscode.commands.executeCommand('markdown.showPreviewToSide', page.uri);
}

async function chooseRule(program: string): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const all = editor === undefined ? [] : vscode.languages.getDiagnostics(editor.document.uri);
  const here = all.filter((one) => one.source === 'gouji' && editor?.selection.intersection(one.range) !== undefined);
  const names = here.map((one) => (typeof one.code === 'object' ? String(one.code.value) : String(one.code)));
  const listed = JSON.parse(await run(program, ['rules', '--format', 'json'])) as { rules: Rule[] };
  const isChinese = vscode.env.language.startsWith('zh');
  const choices = listed.rules.map((rule) => ({
    label: rule.name,
    description: isChinese ? rule.summary.zh : rule.summary.en,
  }));
  const isHere = (choice: { label: string }): boolean => names.includes(choice.label);
  choices.sort((one, two) => Number(isHere(two)) - Number(isHere(one)));
  const chosen = await vscode.window.showQuickPick(choices, { matchOnDescription: true });
  return chosen?.label;
}

/** Shows the figures of a report as it stands in the editor. */
export async function showFigures(program: string, pages: Pages, document: vscode.TextDocument): Promise<void> {
  const figures = await run(program, ['extract', '-'], document.getText());
  const name = document.uri.path.split('/').pop() ?? 'report';
  const page = await pages.show(`${name}.figures.json`, `${JSON.stringify(JSON.parse(figures), null, 2)}\n`);
  await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

/** Opens a draft that begins with last year's report, if that is known; else asks what it begins with. */
export async function newReport(program: string, lastYear?: vscode.Uri): Promise<void> {
  const args = lastYear === undefined ? await askForBeginning() : ['--from', lastYear.fsPath];
  if (args === undefined) {
    return;
  }
  const draft = await run(program, ['new', ...args]);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: draft });
  await vscode.window.showTextDocument(document);
}

/** What a draft begins with, as arguments. */
async function askForBeginning(): Promise<string[] | undefined> {
  const beginnings = [
    { label: vscode.l10n.t("Begin with last year's report"), ask: askForLastYear },
    { label: vscode.l10n.t('Begin with the blank form'), ask: askForOrgan },
  ];
  const beginning = await vscode.window.showQuickPick(beginnings, { title: vscode.l10n.t('New report') });
  return beginning?.ask();
}

/** Last year's report, as arguments; the one in the editor is chosen beforehand. */
async function askForLastYear(): Promise<string[] | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Last year's report"),
    openLabel: vscode.l10n.t('Begin with this report'),
    filters: { [vscode.l10n.t('Reports')]: ['md', 'markdown', 'txt', 'html', 'htm', 'docx'] },
    ...(active?.scheme === 'file' ? { defaultUri: active } : {}),
  });
  const file = chosen?.[0];
  return file === undefined ? undefined : ['--from', file.fsPath];
}

/** The organ, the year and who publishes, as arguments. */
async function askForOrgan(): Promise<string[] | undefined> {
  const organ = await vscode.window.showInputBox({
    title: vscode.l10n.t('New report'),
    prompt: vscode.l10n.t('Name of the publishing organ'),
    placeHolder: '某市某局',
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('The name is needed.') : undefined),
  });
  if (organ === undefined) {
    return undefined;
  }
  // A report is of the year before the one in which it is written, but for drafts begun in the last months.
  const today = new Date();
  const year = await vscode.window.showInputBox({
    title: vscode.l10n.t('New report'),
    prompt: vscode.l10n.t('Year of the report'),
    value: String(today.getFullYear() - (today.getMonth() < 9 ? 1 : 0)),
    validateInput: (text) => (/^\d{4}$/.test(text) ? undefined : vscode.l10n.t('Four digits are needed.')),
  });
  if (year === undefined) {
    return undefined;
  }
  const kinds = [
    { label: vscode.l10n.t('Department of a government'), organ: 'department' },
    { label: vscode.l10n.t("People's government at county level or above"), organ: 'government' },
    { label: vscode.l10n.t('Organ of a township'), organ: 'township' },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title: vscode.l10n.t('Who publishes it') });
  return kind === undefined ? undefined : ['--year', year, '--org', organ.trim(), '--kind', kind.organ];
}
