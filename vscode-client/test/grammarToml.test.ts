import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { load, TOML, TOML_WHOLE, taken as takenBy } from './grammars';

let grammar: IGrammar;

beforeAll(async () => {
  grammar = await load('toml');
});

/** Return what each piece is taken for; what is plain is left out. */
function taken(text: string): string {
  return takenBy(grammar, text, TOML, TOML_WHOLE);
}

/** Return what a value is taken for, the same wherever a value may stand. */
function value(text: string): string {
  const [plain, inArray, inTable] = [`k = ${text}`, `k = [${text}]`, `k = {k = ${text}}`].map(
    (line) => taken(`${line}\nnext = 1`).replace(/ {2}key:next {2}int:1$/, ''),
  );
  expect(inArray).toBe(plain);
  expect(inTable).toBe(plain?.replace('key:k', 'key:k  key:k'));
  return plain?.replace(/^key:k ?/, '').trim() ?? '';
}

describe('tables', () => {
  it.each([
    ['[project]', 'table:project'],
    ['  [ tool . "a b" . \'c\' ]  # why', 'table:tool  table:"a b"  table:\'c\'  comment:# why'],
    ['[[tool.uv.index]]', 'table:tool  table:uv  table:index'],
    ['["a\\"]b"]', 'table:"a  escape:\\"  table:]b"'],
    ['[1.2-x_y]', 'table:1  table:2-x_y'],
    ['[a]\n[b]', 'table:a  table:b'],
    ['[]', ''],
    ['[a', ''],
    ['[a]]', ''],
    ['[[a]', ''],
    ['[a b]', ''],
    ['[a..b]', ''],
    ['[a] b', ''],
    ['[é]', ''],
  ])('%j', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('keys', () => {
  it.each([
    ['a=1', 'key:a  int:1'],
    ['1234 = 1', 'key:1234  int:1'],
    ['a . "b.c" . \'d\' = 1', 'key:a  key:"b.c"  key:\'d\'  int:1'],
    ['"a\\u00e9" = 1', 'key:"a  escape:\\u00e9  key:"  int:1'],
    ['"" = 1', 'key:""  int:1'],
    ['a =', 'key:a'],
    ['a', ''],
    ['a b = 1', ''],
    ['= 1', ''],
    ['"a = 1', ''],
    ['a = 1 # why', 'key:a  int:1  comment:# why'],
    ['# a = 1', 'comment:# a = 1'],
  ])('%j', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('strings', () => {
  it.each([
    ['"a # b"', 'string:"a # b"'],
    ['""', 'string:""'],
    [
      '"a\\tb\\"c\\\\"',
      'string:"a  escape:\\t  string:b  escape:\\"  string:c  escape:\\\\  string:"',
    ],
    ['"\\u00E9\\U0001F600"', 'string:"  escape:\\u00E9  escape:\\U0001F600  string:"'],
    ['"\\q\\u12"', 'string:"\\q\\u12"'],
    ["'a\\tb'", "raw:'a\\tb'"],
    ["''", "raw:''"],
    ['"""a "b" c"""', 'long:"""a "b" c"""'],
    ['"""a"""""', 'long:"""a"""""'],
    ['""""""', 'long:""""""'],
    ['"""\na \\\n  b\\n\n"""', 'long:"""a   escape:\\  long:b  escape:\\n  long:"""'],
    ["'''a\n\\n''b'''", "longraw:'''a\\n''b'''"],
  ])('%j', (text, expected) => expect(value(text)).toBe(expected));
});

describe('numbers, dates, truth', () => {
  it.each([
    ...['0', '+99', '-17', '1_000', '0xDEAD_beef', '0o755', '0b1101'].map((it) => [it, 'int']),
    ...['3.14', '-0.01', '5e+22', '1e06', '6.626e-34', '1_0.0_1', 'inf', '-nan'].map((it) => [
      it,
      'float',
    ]),
    ...[
      '1979-05-27',
      '1979-05-27T07:32:00Z',
      '1979-05-27 07:32:00.999-07:00',
      '1979-05-27t07:32:00',
      '07:32:00.5',
    ].map((it) => [it, 'time']),
    ['true', 'bool'],
    ['false', 'bool'],
  ])('%s is %s', (text, word) => expect(value(text ?? '')).toBe(`${word}:${text}`));

  it.each(
    '01|1__0|_1|1_|+0x1|0xG|0o8|0b2|1.|.5|1.e3|1e|1.2.3|1979-13-01|1979-02-32|24:00:00|07:32|True|yes|truely|infinity|1-2|a1'.split(
      '|',
    ),
  )('%s is nothing', (text) => expect(value(text)).toBe(''));
});

describe('lists and inline tables', () => {
  it.each([
    ['a = [1, "b", [true], {c = 2}]', 'key:a  int:1  string:"b"  bool:true  key:c  int:2'],
    [
      'a = [ # x\n  1, # y\n\n  2,\n]\nb = 3',
      'key:a  comment:# x  int:1  comment:# y  int:2  key:b  int:3',
    ],
    ['a = [\n[1, 2],\n["b"]\n]\nb = 3', 'key:a  int:1  int:2  string:"b"  key:b  int:3'],
    ['a = [\n[1],\n[true]\n]\nb = 3', 'key:a  int:1  bool:true  key:b  int:3'],
    [
      'a = { b.c = 1, "d" = [2], e = {} } # x',
      'key:a  key:b  key:c  int:1  key:"d"  int:2  key:e  comment:# x',
    ],
    ['a = { b = [\n1,\n] }\nc = 2', 'key:a  key:b  int:1  key:c  int:2'],
    ['a = 1 2', 'key:a'],
    ['a = "b" "c"', 'key:a  string:"b"'],
    ['a = [1] [2]', 'key:a  int:1'],
    ['a = "b" # c', 'key:a  string:"b"  comment:# c'],
  ])('%j', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('half-typed text', () => {
  it.each([
    'a = "b',
    "a = 'b",
    'a = {',
    'a = { b =',
    'a = { b = "',
    'a = [',
    'a = [\n  "b"',
    'a = [\n  "b",\n  "c',
    'a = [[1, [',
    'a = [{ b = [',
    'a =',
    'a',
    '[',
    '[a',
    '"',
    '\\',
  ])('%j does not reach into the next key or table', (text) => {
    for (const before of ['', '[x]\n', '[project]\n', '[dependency-groups]\n']) {
      expect(taken(`${before}${text}\nk = 1`)).toMatch(/key:k {2}int:1$/);
      expect(taken(`${before}${text}\n[t.u]`)).toMatch(/table:t {2}table:u$/);
      expect(taken(`${before}${text}\n[[t]]`)).toMatch(/table:t$/);
    }
  });
});

describe('real files', () => {
  const root = new URL('../../', import.meta.url);
  const fixtures = new URL('fixtures/manifests/', root);
  const files = [
    new URL('pyproject.toml', root),
    ...readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?:\.toml|Pipfile)$/.test(file))
      .map((file) => new URL(file, fixtures)),
  ];

  /** Return a line's keys and tables as this file's own, plainer reading has them. */
  function plainly(line: string): string | undefined {
    return /^\[+([A-Za-z0-9_.-]+)\]+\s*$|^([A-Za-z0-9_.-]+) = ["'0-9tf[{]/
      .exec(line)
      ?.slice(1)
      .find(Boolean);
  }

  it.each(
    files.map((file) => [file.pathname.slice(root.pathname.length), file] as const),
  )('colours every plain key and table of %s', (_, file) => {
    const lines = readFileSync(file, 'utf8').replaceAll('\r', '').split('\n');
    const wanted = lines.map(plainly).filter((name) => name !== undefined);
    const found = takenBy(grammar, lines.join('\n'), TOML, []).split('  ');
    const names = found
      .filter((piece) => /^(?:key|table):/.test(piece))
      .map((piece) => piece.replace(/^\w+:/, ''));
    const missing = wanted
      .flatMap((name) => name.split('.'))
      .filter((part) => !names.includes(part));
    expect(missing).toEqual([]);
  });

  it("finds this repository's requirements", () => {
    const text = readFileSync(new URL('pyproject.toml', root), 'utf8');
    const names = takenBy(grammar, text, TOML, []).match(/(?<=name:)\S+/g);
    expect(names).toContain('pygls');
    expect(names).toContain('hatchling');
    expect(names).toContain('pytest');
  });
});

describe('other extensions for TOML', () => {
  it('go before this one: of two, VS Code takes the one whose folder is later in the alphabet', () => {
    const { publisher, name } = JSON.parse(
      readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
    );
    expect(`${publisher}.${name}` < 'tamasfe.even-better-toml').toBe(true);
  });
});
