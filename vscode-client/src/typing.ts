/** Opens the list for what was typed before VS Code knew that this extension completes. */

import { commands, Range, type TextEditor, window } from 'vscode';
import { concernsUs } from './manifestFile';

/** Open the list if somebody has typed, and stands where a name or version was begun. */
export function openList(): void {
  const editor = window.activeTextEditor;
  if (!editor?.document.isDirty || !concernsUs(editor.document) || !isBehindWord(editor)) return;
  void commands.executeCommand('editor.action.triggerSuggest');
}

function isBehindWord({ document, selection: { active } }: TextEditor): boolean {
  const before = document.getText(new Range(active.with({ character: 0 }), active));
  return /[\w.<>=~[-]$/.test(before);
}
