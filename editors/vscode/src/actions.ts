// Commands that change the report in the active editor.

import * as vscode from 'vscode';
import type { CompletionItem, CompletionList, TextEdit } from 'vscode-languageclient/node';
import { CodeActionRequest, CodeActionResolveRequest, CompletionItemKind, CompletionRequest } from 'vscode-languageclient/node';
import type { LanguageClient } from 'vscode-languageclient/node';

/** Applies the server's actions of one kind to the whole document. Answers how many there were. */
async function apply(client: LanguageClient, document: vscode.TextDocument, kind: string): Promise<number> {
  const actions = await client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
    range: { start: { line: 0, character: 0 }, end: { line: document.lineCount, character: 0 } },
    context: { diagnostics: [], only: [kind] },
  });
  let applied = 0;
  for (const action of actions ?? []) {
    if (!('kind' in action)) {
      continue;
    }
    const resolved = action.edit ? action : await client.sendRequest(CodeActionResolveRequest.type, action);
    const edit = await client.protocol2CodeConverter.asWorkspaceEdit(resolved.edit);
    if (edit !== undefined && (await vscode.workspace.applyEdit(edit))) {
      applied += 1;
    }
  }
  return applied;
}

/** All safe fixes. */
export async function fixAll(client: LanguageClient, editor: vscode.TextEditor): Promise<void> {
  if ((await apply(client, editor.document, 'source.fixAll.gouji')) === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing that can be fixed safely.'));
  }
}

/** All totals, from their parts. */
export async function recompute(client: LanguageClient, editor: vscode.TextEditor): Promise<void> {
  if ((await apply(client, editor.document, 'source.recomputeTotals.gouji')) === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('All totals are right.'));
  }
}

/** The line at which something can be inserted: the active one if it is empty, else a new one behind it. */
async function emptyLine(editor: vscode.TextEditor): Promise<vscode.Position> {
  const line = editor.document.lineAt(editor.selection.active.line);
  if (!line.isEmptyOrWhitespace) {
    await editor.edit((edit) => {
      edit.insert(line.range.end, '\n\n');
    });
    return new vscode.Position(line.lineNumber + 2, 0);
  }
  return line.range.end;
}

/** Offers the sections and tables that are missing where the cursor is, and inserts the chosen one. */
export async function insert(client: LanguageClient, editor: vscode.TextEditor): Promise<void> {
  const position = await emptyLine(editor);
  const answer: CompletionItem[] | CompletionList | null = await client.sendRequest(CompletionRequest.type, {
    textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) },
    position: client.code2ProtocolConverter.asPosition(position),
  });
  const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
  const parts = items.filter((item) => item.kind === CompletionItemKind.Snippet);
  if (parts.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No section and no table is missing here.'));
    return;
  }
  const title = vscode.l10n.t('What is missing here');
  const choices = parts.map((item) => ({ label: item.label, item }));
  const chosen = await vscode.window.showQuickPick(choices, { title });
  const edit = chosen?.item.textEdit as TextEdit | undefined;
  if (edit !== undefined) {
    const range = client.protocol2CodeConverter.asRange(edit.range);
    await editor.edit((builder) => {
      builder.replace(range, edit.newText);
    });
  }
}
