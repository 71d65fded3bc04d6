/** Which documents are the server's: by language, and by the patterns of `manifests.json`. */

import type { TextDocument } from 'vscode';
import manifests from './manifests.json';

/** The language that this extension brings. */
export const REQUIREMENTS = 'pip-requirements';

/** Every pattern of a file name, scripts left out: any Python file may be one, and few are. */
export const patterns: readonly string[] = Object.entries(manifests)
  .filter(([kind]) => kind !== 'script')
  .flatMap(([, globs]) => globs);

/** Return the globs without braces that a glob stands for. */
export function spelledOut(glob: string): string[] {
  const [braces, inside = ''] = /\{([^{}]*)\}/.exec(glob) ?? [];
  if (braces === undefined) return [glob];
  return inside.split(',').flatMap((one) => spelledOut(glob.replace(braces, () => one)));
}

/** A document's language or its path's form, with where it may come from. */
export type Filter =
  | { readonly language: string; readonly scheme: string }
  | { readonly pattern: string; readonly scheme: string };

/** What the server may be told about. */
export const selector: readonly Filter[] = [
  { language: REQUIREMENTS, scheme: 'file' },
  { language: REQUIREMENTS, scheme: 'untitled' },
  ...patterns.map((pattern) => ({ pattern, scheme: 'file' })),
  ...manifests.script.map((pattern) => ({ pattern, scheme: 'file' })),
];

const BLOCK = /^# \/\/\/ script[ \t]*$/m;
const SCRIPT = /\.pyw?$/i;
const ALWAYS = /[\\/](?:setup|noxfile)\.py$/i;

/** What is looked at of a document: an untitled one has no path that says anything. */
export type Looked = Pick<TextDocument, 'getText'> & {
  readonly uri: { readonly path: string };
};

/** Whether a document is a Python file of no interest: a script without a block of metadata. */
export function isPlainPython(document: Looked): boolean {
  const { path } = document.uri;
  return SCRIPT.test(path) && !ALWAYS.test(path) && !BLOCK.test(document.getText());
}
