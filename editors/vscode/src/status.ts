// The item in the status bar.

import * as vscode from 'vscode';

/** What the server tells with `weakspot/status`. */
export interface Status {
  running: boolean;
  findings: number;
  unanalysed: number;
}

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'weakspot.status', vscode.StatusBarAlignment.Left, 0,
  );

  constructor() {
    this.item.name = 'Weakspot';
    this.item.text = '$(sync~spin) Weakspot';
    this.item.command = 'weakspot.showReport';
    this.item.show();
  }

  show(s: Status): void {
    const icon = s.running ? '$(sync~spin)' : s.findings > 0 ? '$(warning)' : '$(check)';
    this.item.text = `${icon} Weakspot ${s.findings}`;
    const files = s.unanalysed > 0 ? `; ${s.unanalysed} files could not be analysed` : '';
    this.item.tooltip = `${s.findings} findings${files}${s.running ? '; checking the program' : ''}`;
  }

  fail(why: string): void {
    this.item.text = '$(error) Weakspot';
    this.item.tooltip = why;
    this.item.command = 'weakspot.restart';
  }

  dispose(): void {
    this.item.dispose();
  }
}
