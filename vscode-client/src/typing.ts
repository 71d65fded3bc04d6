/** Opens the list for what was typed before VS Code knew that this extension completes. */

import { commands, Range, type TextEditor, window } from 'vscode';
import { concernsUs } from './manifestFile';

/** How long VS Code takes to know of a new provider, in milliseconds. */
export const SETTLING = 300;

/** Open the list if the cursor stands where a name or version was begun, and somebody has typed. */
export function openList(): void {
  const editor = window.activeTextEditor;
  if (!editor?.document.isDirty || !concernsUs(editor.document) || !isBehindWord(editor)) return;
  void commands.executeCommand('editor.action.triggerSuggest');
}

function isBehindWord({ document, selection: { active } }: TextEditor): boolean {
  const before = document.getText(new Range(active.with({ character: 0 }), active));
  return /[\w.<>=~[-]$/.test(before);
}
