// gouji in Visual Studio Code: starts the server when there is a report, and what only this editor can do.

import * as vscode from 'vscode';

import { fixAll, insert, recompute } from './actions';
import { Server } from './client';
import { Ledger } from './ledger';
import { newReport, openRule, Pages, showFigures } from './pages';
import { find, tellMissing } from './program';
import { hasConfiguration, looksLikeReport } from './report';
import { Status } from './status';

/** What other extensions may ask. */
export interface Api {
  /** Whether the server runs: there is, or was, a report. */
  isRunning(): boolean;
}

/** Called by Visual Studio Code when a document of one of our languages is opened. */
export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const server = new Server(context);
  const status = new Status(server);
  const pages = new Pages();
  const ledger = new Ledger(context, () => server.running);
  context.subscriptions.push(server, status, pages, ledger);
  commands(context, server, pages, ledger);

  const start = async (): Promise<void> => {
    await server.start();
    status.update();
  };
  const consider = (document: vscode.TextDocument): void => {
    if (server.running === undefined && looksLikeReport(document)) {
      void start();
    }
  };
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(consider),
    vscode.workspace.onDidSaveTextDocument(consider),
    vscode.workspace.onDidChangeTextDocument((change) => {
      consider(change.document);
    }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration('gouji.path') || change.affectsConfiguration('gouji.locale')) {
        await server.restart();
        status.update();
      } else if (change.affectsConfiguration('gouji')) {
        await server.configure();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      void server.restart();
    }),
  );
  const isWanted = vscode.workspace.textDocuments.some(looksLikeReport) || (await hasConfiguration());
  status.update();
  if (isWanted) {
    await start();
  }
  return { isRunning: () => server.running !== undefined };
}

function commands(context: vscode.ExtensionContext, server: Server, pages: Pages, ledger: Ledger): void {
  const add = (name: string, run: (argument: unknown) => Promise<void> | void): void => {
    const command = vscode.commands.registerCommand(`gouji.${name}`, async (argument: unknown) => {
      try {
        await run(argument);
      } catch (error) {
        void vscode.window.showErrorMessage(`gouji: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
    context.subscriptions.push(command);
  };
  const withProgram = async (run: (program: string) => Promise<void>): Promise<void> => {
    const program = await find(context);
    await (program === undefined ? tellMissing() : run(program));
  };
  type Change = (client: NonNullable<Server['running']>, editor: vscode.TextEditor) => Promise<void>;
  const withServer = async (change: Change): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    const isRunning = await server.start();
    if (editor !== undefined && isRunning && server.running !== undefined) {
      await change(server.running, editor);
    }
  };
  add('restart', async () => {
    await server.restart();
  });
  add('showLog', () => {
    server.log.show();
  });
  add('fixAll', () => withServer(fixAll));
  add('recompute', () => withServer(recompute));
  add('insert', () => withServer(insert));
  add('showLedger', () => withServer((_, editor) => ledger.show(editor.document)));
  // Other extensions may name last year's report.
  add('new', (file) =>
    withProgram((program) => newReport(program, file instanceof vscode.Uri ? file : undefined)),
  );
  add('openRule', (rule) =>
    withProgram((program) => openRule(program, pages, typeof rule === 'string' ? rule : undefined)),
  );
  add('showFigures', () => {
    const document = vscode.window.activeTextEditor?.document;
    return document === undefined ? undefined : withProgram((program) => showFigures(program, pages, document));
  });
}
