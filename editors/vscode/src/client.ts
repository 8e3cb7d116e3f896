// The language client: one server for all folders of the window.

import * as vscode from 'vscode';
import type { InitializeParams, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

import { find, locale, tellMissing } from './program';
import { LANGUAGES, SCHEMES } from './report';

/** Names itself in the language that the person has chosen for messages. */
class Client extends LanguageClient {
  protected override fillInitializeParams(params: InitializeParams): void {
    super.fillInitializeParams(params);
    params.locale = locale();
  }
}

type Section = Record<string, unknown>;

/** The keys of section `gouji` that the server reads. */
const TABLES = ['report', 'rules', 'files', 'lint', 'roll-up', 'formats'];

/**
 * What a person has set for a folder, or for the window as a whole, without the defaults: those would stand in the way of
 * gouji.toml. `keys` are the names of settings below `gouji`, as package.json has them.
 */
function explicit(keys: readonly string[], folder?: string): Section {
  const scope = folder === undefined ? null : vscode.Uri.parse(folder);
  const settings = vscode.workspace.getConfiguration('gouji', scope);
  const section: Section = {};
  for (const key of keys) {
    const set = settings.inspect(key);
    const levels = [set?.globalValue, set?.workspaceValue, set?.workspaceFolderValue];
    if (levels.every((value) => value === undefined)) {
      continue;
    }
    const [table = '', name] = key.split('.');
    if (name === undefined) {
      section[table] = settings.get(key);
    } else {
      section[table] = { ...(section[table] as Section | undefined), [name]: settings.get(key) };
    }
  }
  return section;
}

/** The settings of the server, from this extension's own description. */
function serverKeys(context: vscode.ExtensionContext): string[] {
  const manifest = context.extension.packageJSON as {
    contributes: { configuration: { properties: Record<string, unknown> } };
  };
  const names = Object.keys(manifest.contributes.configuration.properties);
  const keys = names.map((name) => name.replace(/^gouji\./, ''));
  return keys.filter((key) => TABLES.includes(key.split('.')[0] ?? '') || key === 'inlayHints');
}

/** Starts and stops the server. */
export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel('gouji');
  private client: Client | undefined;
  private starting: Promise<boolean> | undefined;
  private readonly checked = new Set<string>();
  private readonly checks = new vscode.EventEmitter<vscode.Uri>();
  /** A document was checked, whatever was found. */
  readonly onDidCheck = this.checks.event;

  constructor(private readonly context: vscode.ExtensionContext) {}

  /** The client of the server that runs; undefined without one. */
  get running(): LanguageClient | undefined {
    return this.client?.isRunning() === true ? this.client : undefined;
  }

  /** Whether the server that runs has checked the document. */
  hasChecked(uri: vscode.Uri): boolean {
    return this.running !== undefined && this.checked.has(uri.toString());
  }

  /** Starts the server if it does not run. Answers whether it does. */
  start(): Promise<boolean> {
    this.starting ??= this.launch().catch((error: unknown) => {
      this.starting = undefined;
      void vscode.window.showErrorMessage(vscode.l10n.t('gouji does not start: {0}', String(error)));
      return false;
    });
    return this.starting;
  }

  private async launch(): Promise<boolean> {
    const command = await find(this.context);
    if (command === undefined) {
      // Asked again only by a restart: one word about it is enough.
      void tellMissing();
      return false;
    }
    this.log.appendLine(`${command} lsp`);
    const server: ServerOptions = { command, args: ['lsp'], transport: TransportKind.stdio };
    const keys = serverKeys(this.context);
    const selector = LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme })));
    const options: LanguageClientOptions = {
      documentSelector: [...selector, { scheme: 'file', pattern: '**/{gouji,.gouji}.toml' }],
      outputChannel: this.log,
      middleware: {
        provideDiagnostics: async (document, previousResultId, token, next) => {
          const answer = await next(document, previousResultId, token);
          const uri = document instanceof vscode.Uri ? document : document.uri;
          this.checked.add(uri.toString());
          this.checks.fire(uri);
          return answer;
        },
        workspace: {
          configuration: (params) => params.items.map((item) => explicit(keys, item.scopeUri)),
        },
      },
    };
    this.client = new Client('gouji', 'gouji', server, options);
    await this.client.start();
    return true;
  }

  /** Tells the server that settings have changed; it asks for those it wants. */
  async configure(): Promise<void> {
    await this.running?.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  /** Stops the server, and starts it again. */
  async restart(): Promise<boolean> {
    await this.stop();
    return this.start();
  }

  async stop(): Promise<void> {
    await this.starting?.catch(() => undefined);
    const client = this.client;
    this.client = undefined;
    this.starting = undefined;
    this.checked.clear();
    await client?.dispose();
  }

  dispose(): void {
    void this.stop();
    this.checks.dispose();
    this.log.dispose();
  }
}
