/** Opens the list for what was typed before the server was there to answer. */

import { commands, Range, type TextDocument, type TextEditor, window } from 'vscode';
import { concernsUs } from './manifestFile';

/** For how long a list is still wanted, in milliseconds: busy machines start slowly. */
export const RECENT = 10_000;

/** How long VS Code takes to know of a server that runs, in milliseconds. */
export const SETTLING = 300;

export class Typing {
  private last: { readonly document: TextDocument; readonly at: number } | undefined;
  private settled = false;

  constructor(
    private readonly now: () => number,
    private readonly wait: (milliseconds: number) => Promise<void>,
  ) {}

  /** Somebody types; once the server is known, VS Code asks by itself. */
  seen(document: TextDocument): void {
    if (!this.settled && concernsUs(document)) this.last = { document, at: this.now() };
  }

  /** The server has ended, or starts. */
  serverIsAway(): void {
    this.settled = false;
  }

  /** The server runs, or runs again. */
  async serverRuns(): Promise<void> {
    await this.wait(SETTLING);
    this.settled = true;
    this.openList();
  }

  /** Open the list if the cursor still stands where a name or version was begun. */
  private openList(): void {
    const last = this.last;
    this.last = undefined;
    const editor = window.activeTextEditor;
    if (!last || editor?.document !== last.document || this.now() - last.at > RECENT) return;
    if (isBehindWord(editor)) void commands.executeCommand('editor.action.triggerSuggest');
  }
}

function isBehindWord({ document, selection: { active } }: TextEditor): boolean {
  const before = document.getText(new Range(active.with({ character: 0 }), active));
  return /[\w.<>=~[-]$/.test(before);
}
