/** Which manifest is meant: the active one, one that is visible, or one that the user chooses. */

import { languages, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import { isPlainPython, patterns, selector, spelledOut } from './selector';

const MOST = 200;
// VS Code's search finds nothing where braces stand inside of braces.
const MANIFESTS = `{${patterns.flatMap(spelledOut).join(',')}}`;
const NOT_IN = '**/{node_modules,.git,.venv,venv,env,.tox,.nox,site-packages,__pycache__}/**';

/** Whether a document is one that a server should run for. */
export function concernsUs(document: TextDocument): boolean {
  return languages.match([...selector], document) > 0 && !isPlainPython(document);
}

/** Return the editor whose manifest is meant without asking. */
export function activeManifest(): TextEditor | undefined {
  const active = window.activeTextEditor;
  const editors = active ? [active, ...window.visibleTextEditors] : window.visibleTextEditors;
  return editors.find(({ document }) => concernsUs(document));
}

/**
 * Let the user choose one of the folder's manifests, or one that has no file yet; undefined when
 * there is none, or none chosen.
 */
export async function chooseManifest(): Promise<TextDocument | undefined> {
  const rows = [...withoutFile(), ...(await ofFolder())];
  if (rows.length === 0) {
    void window.showInformationMessage(
      'No requirements file, pyproject.toml or the like was found in this folder.',
    );
    return undefined;
  }
  const chosen = await window.showQuickPick(rows, { placeHolder: 'Add to which file?' });
  return chosen && workspace.openTextDocument(Uri.from(chosen.uri));
}

interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly uri: Uri;
}

function withoutFile(): Choice[] {
  return workspace.textDocuments
    .filter((document) => document.isUntitled && concernsUs(document))
    .map(({ uri }) => ({ label: uri.path, description: 'not saved yet', uri }));
}

async function ofFolder(): Promise<Choice[]> {
  const found = await workspace.findFiles(MANIFESTS, NOT_IN, MOST);
  return found
    .map((uri) => ({ label: workspace.asRelativePath(uri), uri }))
    .sort((one, other) => depth(one.label) - depth(other.label) || compare(one.label, other.label));
}

function depth(path: string): number {
  return path.split('/').length;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
