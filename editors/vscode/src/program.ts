// The program `gouji`: where it is, and what it prints.

import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

import * as vscode from 'vscode';

const NAME = process.platform === 'win32' ? 'gouji.exe' : 'gouji';

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What `gouji.path` says, `~` spelt out; undefined if it says nothing. */
function setting(): string | undefined {
  const path = vscode.workspace.getConfiguration('gouji').get<string>('path')?.trim() ?? '';
  const home = process.env['HOME'] ?? process.env['USERPROFILE'] ?? '';
  return path === '' ? undefined : path.replace(/^~(?=[/\\])/, home);
}

async function inPath(name: string): Promise<string | undefined> {
  // A relative folder in PATH would be one of the workspace, whose programs are not ours to start.
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isProgram(path)) {
      return path;
    }
  }
  return undefined;
}

/** Where the program is: the setting, the one in this extension, the first one in PATH. */
export async function find(context: vscode.ExtensionContext): Promise<string | undefined> {
  const set = setting();
  if (set !== undefined) {
    const path = isAbsolute(set) ? set : await inPath(set);
    return path !== undefined && (await isProgram(path)) ? path : undefined;
  }
  const own = context.asAbsolutePath(join('server', NAME));
  return (await isProgram(own)) ? own : inPath(NAME);
}

/** Says that there is no program, and what can be done about it. */
export async function tellMissing(): Promise<void> {
  const set = setting();
  const message =
    set === undefined
      ? vscode.l10n.t('The program gouji was not found. Install it, or say where it is.')
      : vscode.l10n.t('gouji.path names no program: {0}', set);
  const settings = vscode.l10n.t('Open setting');
  const how = vscode.l10n.t('How to install');
  const choice = await vscode.window.showErrorMessage(message, settings, how);
  if (choice === settings) {
    // The program is this machine's, so in a remote window its setting is among the remote ones.
    const isRemote = vscode.env.remoteName !== undefined;
    const where = isRemote ? 'workbench.action.openRemoteSettings' : 'workbench.action.openSettings';
    await vscode.commands.executeCommand(where, { query: '@id:gouji.path' });
  } else if (choice === how) {
    await vscode.env.openExternal(vscode.Uri.parse('https://github.com/gouji/gouji#readme'));
  }
}

/** The language of messages: the setting, else Visual Studio Code's own. */
export function locale(): string {
  const set = vscode.workspace.getConfiguration('gouji').get<string>('locale') ?? 'auto';
  return set === 'auto' ? vscode.env.language : set;
}

/**
 * Runs the program and answers what it prints.
 *
 * @throws what it says on standard error, if it fails.
 */
export function run(program: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const language = locale().startsWith('en') ? 'en' : 'zh-CN';
    const options = { maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' } as const;
    const child = execFile(program, [...args, '--locale', language], options, (error, output, said) => {
      if (error === null) {
        resolve(output);
      } else {
        reject(new Error(said.trim() === '' ? error.message : said.trim()));
      }
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}
