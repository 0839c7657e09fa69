// Accepting an edge: a comment with the reason that a person gives.

import * as vscode from 'vscode';

/** Where the server wants the comment, and how it begins. */
export interface Acceptance {
  uri: string;
  line: number;
  comment: string;
}

export async function acceptWithReason(a: Acceptance): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: 'Accept this edge',
    prompt: 'Why is it right that this owner keeps the other alive?',
    validateInput: (text) => (text.trim() === '' ? 'A reason is needed.' : undefined),
  });
  if (reason === undefined) {
    return;
  }
  const uri = vscode.Uri.parse(a.uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const end = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(a.line, 0), a.comment + reason.trim() + end);
  await vscode.workspace.applyEdit(edit);
}
