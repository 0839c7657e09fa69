// Pages that the server makes: the report of the program, and a finding explained.

import * as vscode from 'vscode';

let panel: vscode.WebviewPanel | undefined;

/** What the server has checked: a compilation database. */
export interface Program {
  database?: string;
  root?: string;
  findings?: number;
}

/** Asks which, where there are several; where there is none the report says so. */
export async function chooseProgram(all: Program[] | undefined): Promise<Program | undefined> {
  if (!all || all.length < 2) {
    return all && (all[0] ?? {});
  }
  const items = all.map((program) => ({
    label: program.root ?? '',
    description: program.database,
    detail: `${program.findings} finding${program.findings === 1 ? '' : 's'}`,
    program,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which program?' }))?.program;
}

/** The page loads nothing and runs its own scripts alone: its content policy says so. */
export function showReport(html: string): void {
  if (html === '') {
    void vscode.window.showInformationMessage('Weakspot: the program has not been checked yet.');
    return;
  }
  if (!panel) {
    panel = vscode.window.createWebviewPanel('weakspotReport', 'Weakspot', vscode.ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [],
    });
    panel.onDidDispose(() => (panel = undefined));
  }
  panel.webview.html = html;
  panel.reveal();
}

export async function showExplanation(markdown: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content: markdown, language: 'markdown' });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}
