// The extension: starts `weakspot lsp` and gives it the settings; the rest is what LSP has no
// words for.

import * as vscode from 'vscode';
import { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { acceptWithReason, Acceptance } from './accept';
import { chooseProgram, Program, showExplanation, showReport } from './report';
import { StatusItem, Status } from './status';

let client: LanguageClient | undefined;
let status: StatusItem | undefined;

/** What the server takes from the settings; its own names are the settings' names. */
function settings(): Record<string, unknown> {
  const section = vscode.workspace.getConfiguration('weakspot');
  const names = [
    'buildDirectory', 'checks', 'models', 'checkWhileTyping', 'checkOnSave', 'fixes', 'codeLens',
    'hover', 'unusedSuppressions', 'pause', 'jobs',
  ];
  return Object.fromEntries(names.map((name) => [name, section.get(name)]));
}

function createClient(): LanguageClient {
  const section = vscode.workspace.getConfiguration('weakspot');
  const server: ServerOptions = {
    command: section.get<string>('path', 'weakspot'),
    args: ['lsp', ...section.get<string[]>('arguments', [])],
  };
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file', language: 'cpp' }],
    initializationOptions: { ...settings(), weakspotExtension: true },
    middleware: {
      // The server shows pages by itself only to clients that can do no better.
      executeCommand: async (command, args, next) => {
        const result = await next(command, args);
        if (command === 'weakspot.explainFinding' && typeof result === 'string') {
          await showExplanation(result);
        }
        return result;
      },
    },
  };
  return new LanguageClient('weakspot', 'Weakspot', server, options);
}

async function start(): Promise<void> {
  const created = createClient();
  client = created;
  created.onNotification('weakspot/status', (s: Status) => status?.show(s));
  try {
    await created.start();
    status?.show({ running: false, findings: 0, unanalysed: 0 });
  } catch (e) {
    status?.fail(String(e));
  }
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  if (old?.isRunning()) {
    await old.stop();
  }
}

/** Asks the server to do something; says so where there is none. */
async function ask(command: string, argument: object = {}): Promise<unknown> {
  if (!client?.isRunning()) {
    void vscode.window.showErrorMessage('Weakspot is not running: see its output.');
    return undefined;
  }
  try {
    return await client.sendRequest('workspace/executeCommand', { command, arguments: [argument] });
  } catch (e) {
    void vscode.window.showWarningMessage(`Weakspot: ${e instanceof Error ? e.message : String(e)}`);
    return undefined;
  }
}

async function applyFix(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return;
  }
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Weakspot: looking for fixes' },
    () => ask('weakspot.fixFile', { uri: editor.document.uri.toString() }),
  );
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  status = new StatusItem();
  const register = (name: string, run: (...args: never[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  register('weakspot.check', () => ask('weakspot.checkProgram'));
  register('weakspot.showReport', async () => {
    const program = await chooseProgram((await ask('weakspot.programs')) as Program[] | undefined);
    const html = program && (await ask('weakspot.reportHtml', program));
    if (typeof html === 'string') {
      showReport(html);
    }
  });
  register('weakspot.applyFix', applyFix);
  register('weakspot.acceptWithReason', (a: Acceptance) => acceptWithReason(a));
  register('weakspot.restart', async () => {
    await stop();
    await start();
  });
  context.subscriptions.push(
    status,
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration('weakspot.path') || event.affectsConfiguration('weakspot.arguments')) {
        await stop();
        await start();
      } else if (event.affectsConfiguration('weakspot')) {
        await client?.sendNotification('workspace/didChangeConfiguration', {
          settings: { weakspot: settings() },
        });
      }
    }),
  );
  await start();
}

export function deactivate(): Promise<void> {
  return stop();
}
