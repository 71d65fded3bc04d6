/** Puts a project into a manifest: asks where if there is a choice; the server makes the edit. */

import { Range, type TextDocument, window } from 'vscode';
import type { Ask, Place } from './protocol';

/** Add `name` to `document`; what happened is said. */
export async function add(ask: Ask, document: TextDocument, name: string): Promise<void> {
  const uri = document.uri.toString();
  const editor = await window.showTextDocument(document, { preview: false });
  const answer = await ask('pypi.places', { uri });
  if (!answer) return;
  if (answer.places.length === 0) {
    void window.showWarningMessage('There is no place for a dependency in this file.');
    return;
  }
  const place = await choosePlace(answer.places, name);
  if (!place) return;
  const added = await ask('pypi.add', { uri, name, place: place.id });
  if (!added) return;
  if (added.applied) window.setStatusBarMessage(added.message, 8_000);
  else void window.showWarningMessage(added.message);
  if (typeof added.line === 'number') reveal(editor.document, added.line);
}

/** Return the place if there is but one, else the user's choice. */
async function choosePlace(places: readonly Place[], name: string): Promise<Place | undefined> {
  if (places.length === 1) return places[0];
  const rows = places.map((place) => ({
    label: place.label,
    description: typeof place.count === 'number' ? counted(place.count) : '',
    detail: place.detail ?? '',
    place,
  }));
  return (await window.showQuickPick(rows, { placeHolder: `Where to add ${name}?` }))?.place;
}

function counted(count: number): string {
  return count === 0 ? 'empty' : count === 1 ? '1 dependency' : `${count} dependencies`;
}

function reveal(document: TextDocument, line: number): void {
  const editor = window.activeTextEditor;
  if (editor?.document !== document || line < 0 || line >= document.lineCount) return;
  const { range } = document.lineAt(line);
  editor.revealRange(new Range(range.start, range.end));
}
