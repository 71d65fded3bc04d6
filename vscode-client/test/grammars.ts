/** What the extension's grammars take text for, read by the same engine as in VS Code. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar, type IOnigLib } from 'vscode-textmate';

/** A piece of text with all its scopes, the outermost first. */
export interface Piece {
  readonly text: string;
  readonly scopes: readonly string[];
}

/** From a scope's beginning to the short word that tests use for it. */
export type Words = readonly (readonly [RegExp, string])[];

let engine: Promise<IOnigLib> | undefined;

async function started(): Promise<IOnigLib> {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm));
  return {
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  };
}

/** Load `syntaxes/NAME.tmLanguage.json`. */
export async function load(name: string): Promise<IGrammar> {
  engine ??= started();
  const file = new URL(`../syntaxes/${name}.tmLanguage.json`, import.meta.url);
  const registry = new textmate.Registry({
    onigLib: engine,
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(file, 'utf8'), file.pathname),
  });
  const grammar = await registry.loadGrammar(`source.${name}`);
  if (!grammar) throw new Error(`no grammar ${name}`);
  return grammar;
}

/** Return all pieces of a text, line by line. */
export function pieces(grammar: IGrammar, text: string): Piece[] {
  let stack = textmate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes,
    }));
  });
}

/** Return the word for the innermost scope that has one. */
export function meaning(scopes: readonly string[], words: Words): string | undefined {
  const names = scopes.flatMap((scope) => scope.split(' ')).reverse();
  for (const name of names) {
    const found = words.find(([pattern]) => pattern.test(name));
    if (found) return found[1];
  }
  return undefined;
}

/**
 * Return what each piece is taken for: `name:requests  op:>=  version:2`; what is plain is left out.
 *
 * Pieces in a row that have one of the `whole` words become one.
 */
export function taken(
  grammar: IGrammar,
  text: string,
  words: Words,
  whole: readonly string[],
): string {
  const found: string[] = [];
  for (const { text: piece, scopes } of pieces(grammar, text)) {
    const word = meaning(scopes, words);
    const last = found.at(-1);
    if (!word || !piece.trim()) continue;
    if (whole.includes(word) && last?.startsWith(`${word}:`)) found[found.length - 1] += piece;
    else found.push(`${word}:${piece.trim()}`);
  }
  return found.join('  ');
}

/** The words for TOML. */
export const TOML: Words = [
  [/^comment/, 'comment'],
  [/^entity\.name\.type\.table/, 'table'],
  [/^support\.type\.property-name/, 'key'],
  [/^entity\.name\.type\.project/, 'name'],
  [/^variable\.parameter\.extra/, 'extra'],
  [/^keyword\.operator\.comparison/, 'op'],
  [/^constant\.numeric\.version/, 'version'],
  [/^variable\.language\.marker/, 'variable'],
  [/^keyword\.operator\.logical/, 'logic'],
  [/^markup\.underline\.link/, 'link'],
  [/^string\.quoted\..*\.marker/, 'quoted'],
  [/^constant\.character\.escape/, 'escape'],
  [/^string\.quoted\.triple\.double/, 'long'],
  [/^string\.quoted\.triple\.single/, 'longraw'],
  [/^string\.quoted\.double/, 'string'],
  [/^string\.quoted\.single/, 'raw'],
  [/^constant\.numeric\.float/, 'float'],
  [/^constant\.numeric\.integer/, 'int'],
  [/^constant\.other\.(?:date|time)/, 'time'],
  [/^constant\.language/, 'bool'],
];

/** What becomes one piece of TOML. */
export const TOML_WHOLE = ['comment', 'string', 'raw', 'long', 'longraw', 'quoted'];
