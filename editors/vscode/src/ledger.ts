// The ledger: the tables of a report as the form prints them, beside the text, always as the text is.

import { randomBytes } from 'node:crypto';

import * as vscode from 'vscode';
import type { LanguageClient, Range } from 'vscode-languageclient/node';

/** Until the text has rested for so long, the ledger waits; in milliseconds. */
const PAUSE = 150;

/** What the page sends: it is ready, or a person chose a place. */
type Message = { ready: true } | { go: Range };

/** The one ledger of a window. It shows the report that was asked for last. */
export class Ledger implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private uri: vscode.Uri | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly client: () => LanguageClient | undefined,
  ) {
    this.subscriptions = [
      vscode.workspace.onDidChangeTextDocument((change) => {
        this.changed(change.document.uri);
      }),
      vscode.languages.onDidChangeDiagnostics((change) => {
        change.uris.forEach((uri) => {
          this.changed(uri);
        });
      }),
    ];
  }

  /** Shows the ledger of a document beside it. */
  async show(document: vscode.TextDocument): Promise<void> {
    this.uri = document.uri;
    const name = document.uri.path.split('/').pop() ?? '';
    const title = vscode.l10n.t('Ledger: {0}', name);
    if (this.panel === undefined) {
      this.panel = this.open(title);
    } else {
      this.panel.title = title;
      this.panel.reveal(undefined, true);
      await this.update();
    }
  }

  private open(title: string): vscode.WebviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const dist = vscode.Uri.joinPath(this.context.extensionUri, 'dist');
    const options = { enableScripts: true, localResourceRoots: [dist], retainContextWhenHidden: true };
    const panel = vscode.window.createWebviewPanel('gouji.ledger', title, column, options);
    panel.iconPath = vscode.Uri.joinPath(this.context.extensionUri, 'icon.png');
    panel.webview.onDidReceiveMessage((message: Message) => ('go' in message ? this.go(message.go) : this.update()));
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.html = page(panel.webview, dist);
    return panel;
  }

  private changed(uri: vscode.Uri): void {
    if (this.panel !== undefined && uri.toString() === this.uri?.toString()) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.update(), PAUSE);
    }
  }

  /** Sends the tables as they are now. */
  private async update(): Promise<void> {
    const client = this.client();
    if (client === undefined || this.uri === undefined) {
      return;
    }
    const uri = client.code2ProtocolConverter.asUri(this.uri);
    const sheet: unknown = await client.sendRequest('gouji/ledger', { uri });
    await this.panel?.webview.postMessage(sheet);
  }

  /** Shows a place in the text. */
  private async go(place: Range): Promise<void> {
    const client = this.client();
    if (client === undefined || this.uri === undefined) {
      return;
    }
    const range = client.protocol2CodeConverter.asRange(place);
    const open = vscode.window.visibleTextEditors.find((one) => one.document.uri.toString() === this.uri?.toString());
    const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
    const editor = await vscode.window.showTextDocument(this.uri, { viewColumn });
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
    this.subscriptions.forEach((one) => {
      one.dispose();
    });
  }
}

function page(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString('hex');
  const of = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${of('sheet.css')}">
</head>
<body>
<main></main>
<script nonce="${nonce}" src="${of('sheet.js')}"></script>
<script nonce="${nonce}">
const code = acquireVsCodeApi(), element = document.querySelector('main');
window.addEventListener('message', ({ data }) => {
  if (data) {
    showSheet(data, element, (go) => code.postMessage({ go }), () => '');
  }
});
code.postMessage({ ready: true });
</script>
</body>
</html>`;
}
