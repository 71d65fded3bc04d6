import { beforeAll, describe, expect, it } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { load, pieces, TOML, TOML_WHOLE, taken as takenBy } from './grammars';

let grammar: IGrammar;

beforeAll(async () => {
  grammar = await load('toml');
});

/** Return what each piece is taken for; what is plain is left out. */
function taken(text: string): string {
  return takenBy(grammar, text, TOML, TOML_WHOLE);
}

describe('requirements in TOML', () => {
  const inProject = (text: string) =>
    taken(`[project]\ndependencies = [${text}]\nk = 1`)
      .replace(/^table:project {2}key:dependencies {0,2}/, '')
      .replace(/ {0,2}key:k {2}int:1$/, '');

  it.each([
    ['"httpx"', 'string:"  name:httpx  string:"'],
    [
      "'ruamel.yaml >= 0.18 , < 1'",
      "raw:'  name:ruamel.yaml  op:>=  version:0.18  raw:,  op:<  version:1  raw:'",
    ],
    [
      '"httpx[http2, brotli]~=0.28"',
      'string:"  name:httpx  string:[  extra:http2  string:,  extra:brotli  string:]  op:~=  version:0.28  string:"',
    ],
    [
      '"a; python_version<\'3.12\' and extra not in \\"b\\""',
      'string:"  name:a  string:;  variable:python_version  op:<  quoted:\'3.12\'  logic:and  variable:extra  logic:not in  quoted:\\"b\\"  string:"',
    ],
    [
      '\'a ; sys_platform == "win32"\'',
      'raw:\'  name:a  raw:;  variable:sys_platform  op:==  quoted:"win32"  raw:\'',
    ],
    [
      '"a @ https://x.example/in/a.whl"',
      'string:"  name:a  string:@  link:https://x.example/in/a.whl  string:"',
    ],
    ['"a", # b\n  "c"', 'string:"  name:a  string:"  comment:# b  string:"  name:c  string:"'],
    ['"extra"', 'string:"  name:extra  string:"'],
    ['"a>=', 'string:"  name:a  op:>='],
    ['"', 'string:"'],
    ['""', 'string:""'],
    ['""""""', 'long:""""""'],
  ])('%j', (text, expected) => {
    const closed = text.endsWith('"') || text.endsWith("'");
    expect(inProject(closed && text !== '"' ? text : `${text}\n`)).toBe(expected);
  });

  it.each([
    ['project', 'dependencies', true],
    ['project', 'classifiers', false],
    ['project', 'dynamic', false],
    ['project.optional-dependencies', 'cli', true],
    ['project.urls', 'dependencies', false],
    ['build-system', 'requires', true],
    ['build-system', 'backend-path', false],
    ['dependency-groups', '"a b"', true],
    ['tool.uv', 'constraint-dependencies', true],
    ['tool.uv', 'environments', false],
    ['tool . pdm . dev-dependencies', 'test', true],
    ['tool.hatch.envs.docs', 'extra-dependencies', true],
    ['tool.hatch.envs.docs', 'features', false],
    ['tool.other', 'dependencies', false],
    ['[package]', 'dependencies', false],
  ])('in [%s] %s: %s', (table, key, isList) => {
    const found = taken(`[other]\na = 1\n[${table}] # x\nb = 1\n\n${key} = ["c"]\n[after]`);
    expect(found.includes('name:c')).toBe(isList);
    expect(found).toMatch(/table:after$/);
  });

  it('ends with its table', () => {
    const found = taken('[dependency-groups]\na = ["b"]\n[other]\na = ["b"]');
    expect(found).toBe(
      'table:dependency-groups  key:a  string:"  name:b  string:"  table:other  key:a  string:"b"',
    );
  });

  it('knows what a group includes', () => {
    expect(taken('[dependency-groups]\na = ["b", {include-group = "c"}]')).toMatch(
      /name:b {2}string:" {2}key:include-group {2}string:"c"$/,
    );
  });

  it('stays a string for the editor, so that its rules for strings hold', () => {
    const [name] = pieces(grammar, '[project]\ndependencies = ["httpx"]').filter(
      ({ text }) => text === 'httpx',
    );
    expect(name?.scopes).toContain('string.quoted.double.toml');
  });
});
