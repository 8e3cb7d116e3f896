// The report's state in the status bar: 勾稽 ✓, or how many places are wrong.

import * as vscode from 'vscode';

import type { Server } from './client';
import { looksLikeReport } from './report';

const COMMAND = 'workbench.actions.view.problems';

function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'gouji');
}

/** Shows the state of the report in the active editor, and tells menus whether there is one (`gouji.isReport`). */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('gouji.status', vscode.StatusBarAlignment.Left, 10);
  private readonly subscriptions: { dispose(): unknown }[];

  constructor(private readonly server: Server) {
    this.item.name = 'gouji';
    this.item.command = COMMAND;
    const update = (): void => {
      this.update();
    };
    this.subscriptions = [
      this.item,
      vscode.window.onDidChangeActiveTextEditor(update),
      vscode.languages.onDidChangeDiagnostics(update),
      server.onDidCheck(update),
      vscode.workspace.onDidSaveTextDocument(update),
    ];
  }

  /** Draws it anew. */
  update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isReport = document !== undefined && looksLikeReport(document);
    void vscode.commands.executeCommand('setContext', 'gouji.isReport', isReport);
    if (!isReport || !this.server.hasChecked(document.uri)) {
      this.item.hide();
      return;
    }
    const count = (severity: vscode.DiagnosticSeverity): number =>
      findings(document.uri).filter((one) => one.severity === severity).length;
    const wrong = count(vscode.DiagnosticSeverity.Error);
    const doubtful = count(vscode.DiagnosticSeverity.Warning);
    const slight = count(vscode.DiagnosticSeverity.Information) + count(vscode.DiagnosticSeverity.Hint);
    this.item.text =
      wrong > 0
        ? `$(error) ${vscode.l10n.t('{0} wrong', wrong)}`
        : doubtful > 0
          ? `$(warning) ${vscode.l10n.t('{0} to look at', doubtful)}`
          : `$(check) ${vscode.l10n.t('Figures agree')}`;
    this.item.tooltip = vscode.l10n.t('gouji: {0} errors, {1} warnings, {2} hints', wrong, doubtful, slight);
    const color = wrong === 0 ? undefined : new vscode.ThemeColor('statusBarItem.errorBackground');
    this.item.backgroundColor = color;
    this.item.show();
  }

  dispose(): void {
    this.subscriptions.forEach((one) => {
      one.dispose();
    });
  }
}
