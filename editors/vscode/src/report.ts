// Whether a document is worth a server: a cheap look at its words.

import * as vscode from 'vscode';

/** The languages in which reports are written. */
export const LANGUAGES: readonly string[] = ['markdown', 'plaintext', 'html'];

/** Where documents are that a server can read: on its own machine, or in the editor alone. */
export const SCHEMES: readonly string[] = ['file', 'untitled'];

/** A report speaks of this, */
const SUBJECT = '信息公开';

/** and of one of these. */
const SIGNS = ['年度报告', '工作报告', '年报', '总体情况', '依申请公开', '申请情况'];

/** Longer documents are judged by their beginning; in lines. */
const MOST_LINES = 2000;

/** Whether the words are those of a report, and a server can read them. */
export function looksLikeReport(document: vscode.TextDocument): boolean {
  if (!LANGUAGES.includes(document.languageId) || !SCHEMES.includes(document.uri.scheme)) {
    return false;
  }
  const text = document.getText(new vscode.Range(0, 0, MOST_LINES, 0));
  return text.includes(SUBJECT) && SIGNS.some((sign) => text.includes(sign));
}

/** The names of the configuration file. */
const CONFIGURATION = ['gouji.toml', '.gouji.toml'];

/** Whether some open folder on the server's machine has a configuration at its top. */
export async function hasConfiguration(): Promise<boolean> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  const files = folders.flatMap((folder) => CONFIGURATION.map((name) => vscode.Uri.joinPath(folder.uri, name)));
  const isThere = async (file: vscode.Uri): Promise<boolean> => {
    try {
      await vscode.workspace.fs.stat(file);
      return true;
    } catch {
      return false;
    }
  };
  return (await Promise.all(files.map(isThere))).includes(true);
}
