/** Opens the list for what was typed before the server was there to answer. */

import { commands, Range, type TextDocument, type TextEditor, window } from 'vscode';
import { concernsUs } from './manifestFile';

/** For how long a list is still wanted, in milliseconds: busy machines start slowly. */
export const RECENT = 10_000;

export class Typing {
  private last: { readonly document: TextDocument; readonly at: number } | undefined;

  constructor(private readonly now: () => number) {}

  /** Somebody types, and nobody can answer yet. */
  seen(document: TextDocument): void {
    this.last = { document, at: this.now() };
  }

  /** The server runs: open the list if the cursor still stands where a name was begun. */
  openList(): void {
    const last = this.last;
    this.last = undefined;
    const editor = window.activeTextEditor;
    if (!last || editor?.document !== last.document || this.now() - last.at > RECENT) return;
    if (!concernsUs(last.document) || !isBehindWord(editor)) return;
    void commands.executeCommand('editor.action.triggerSuggest');
  }
}

function isBehindWord({ document, selection: { active } }: TextEditor): boolean {
  const before = document.getText(new Range(active.with({ character: 0 }), active));
  return /[\w.<>=~[-]$/.test(before);
}
