import { beforeAll, describe, expect, it } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { load, taken as takenBy, type Words } from './grammars';

let grammar: IGrammar;

beforeAll(async () => {
  grammar = await load('pip-requirements');
});

const SHORT: Words = [
  [/^comment\.line\.number-sign\.search/, 'search'],
  [/^comment/, 'comment'],
  [/^entity\.name\.type\.project/, 'name'],
  [/^variable\.parameter\.extra/, 'extra'],
  [/^keyword\.operator\.comparison/, 'op'],
  [/^constant\.numeric\.version/, 'version'],
  [/^variable\.language\.marker/, 'variable'],
  [/^keyword\.operator\.logical/, 'logic'],
  [/^string\.quoted/, 'quoted'],
  [/^keyword\.other\.option/, 'option'],
  [/^support\.constant\.algorithm/, 'algorithm'],
  [/^constant\.other\.digest/, 'digest'],
  [/^constant\.language/, 'constant'],
  [/^variable\.other\.environment/, 'env'],
  [/^keyword\.other\.vcs/, 'vcs'],
  [/^keyword\.other\.fragment/, 'fragment'],
  [/^string\.unquoted\.url/, 'url'],
  [/^string\.unquoted\.path/, 'path'],
  [/^string\.unquoted\.value/, 'value'],
  [/^constant\.character\.escape/, 'continued'],
];

const WHOLE = ['comment', 'search', 'url', 'quoted', 'env', 'path'];

/** Return what each piece is taken for; what is plain is left out. */
function taken(text: string): string {
  return takenBy(grammar, text, SHORT, WHOLE);
}

describe('requirements', () => {
  it.each([
    ['requests', 'name:requests'],
    ['  ruamel.yaml', 'name:ruamel.yaml'],
    ['zope-interface_x', 'name:zope-interface_x'],
    ['requests==2.31.0', 'name:requests  op:==  version:2.31.0'],
    ['requests >= 2.31 , < 3', 'name:requests  op:>=  version:2.31  op:<  version:3'],
    ['a!=1.*', 'name:a  op:!=  version:1.*'],
    ['a~=1.4.2rc1', 'name:a  op:~=  version:1.4.2rc1'],
    ['a==1!2.0+local.1', 'name:a  op:==  version:1!2.0+local.1'],
    ['a===any thing', 'name:a  op:===  version:any'],
    ['a (>=1,<2)', 'name:a  op:>=  version:1  op:<  version:2'],
    ['a>=', 'name:a  op:>='],
    ['httpx[http2, brotli]>=0.27', 'name:httpx  extra:http2  extra:brotli  op:>=  version:0.27'],
    ['httpx[http2', 'name:httpx  extra:http2'],
  ])('%s', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('markers', () => {
  it.each([
    [
      'a ; python_version >= "3.9" and sys_platform == \'win32\'',
      'name:a  variable:python_version  op:>=  quoted:"3.9"  logic:and  variable:sys_platform  op:==  quoted:\'win32\'',
    ],
    [
      'a>=1;(extra == "x" or os_name not in "posix")  # why',
      'name:a  op:>=  version:1  variable:extra  op:==  quoted:"x"  logic:or  variable:os_name  logic:not in  quoted:"posix"  comment:# why',
    ],
    ['a; python_version', 'name:a  variable:python_version'],
    ['a; "and" == os_name', 'name:a  quoted:"and"  op:==  variable:os_name'],
    [
      'a; os_name == "nt" --hash=sha256:0aF',
      'name:a  variable:os_name  op:==  quoted:"nt"  option:--hash  algorithm:sha256  digest:0aF',
    ],
  ])('%s', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('comments', () => {
  it.each([
    ['# all of it requests==1', 'comment:# all of it requests==1'],
    ['   # indented', 'comment:# indented'],
    ['a  # why', 'name:a  comment:# why'],
    ['a#no comment', 'name:a'],
    ['#? http client', 'search:#?http client'],
    ['  # ? http client', 'search:# ?http client'],
    ['a  #? no search', 'name:a  comment:#? no search'],
    ['https://x.example/a.whl#egg=a', 'url:https://x.example/a.whl#  fragment:egg  url:=a'],
  ])('%s', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('options', () => {
  it.each([
    ['-r base.txt', 'option:-r  value:base.txt'],
    ['-rbase.txt', 'option:-r  value:base.txt'],
    ['--requirement=base.txt # x', 'option:--requirement  value:base.txt  comment:# x'],
    ['-c constraints.txt', 'option:-c  value:constraints.txt'],
    [
      '--index-url https://u:p@x.example/simple/',
      'option:--index-url  url:https://u:p@x.example/simple/',
    ],
    ['--extra-index-url=https://x.example/', 'option:--extra-index-url  url:https://x.example/'],
    ['--no-binary :all:', 'option:--no-binary  constant::all:'],
    ['--only-binary=numpy,scipy', 'option:--only-binary  name:numpy  name:scipy'],
    ['--pre', 'option:--pre'],
    ['--require-hashes', 'option:--require-hashes'],
    ['--find-links "./my wheels"', 'option:--find-links  quoted:"./my wheels"'],
    ['-e ./here', 'option:-e  value:./here'],
    [
      '-e git+https://x.example/a.git@main#egg=a&subdirectory=b',
      'option:-e  vcs:git  url:+https://x.example/a.git@main#  fragment:egg  url:=a&  fragment:subdirectory  url:=b',
    ],
    ['a --config-settings="x=y"', 'name:a  option:--config-settings  quoted:"x=y"'],
    ['a --global-option x', 'name:a  option:--global-option  value:x'],
  ])('%s', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('addresses and paths', () => {
  it.each([
    [
      'pip @ https://x.example/pip-1.whl ; os_name == "nt"',
      'name:pip  url:https://x.example/pip-1.whl  variable:os_name  op:==  quoted:"nt"',
    ],
    ['pip @ file:///a/b.whl', 'name:pip  url:file:///a/b.whl'],
    ['git+ssh://git@x.example/a.git', 'vcs:git  url:+ssh://git@x.example/a.git'],
    ['HTTPS://x.example/a.zip', 'url:HTTPS://x.example/a.zip'],
    ['./local/a.whl[extra]', 'path:./local/a.whl  extra:extra'],
    ['.[test]', 'path:.  extra:test'],
    ['../up', 'path:../up'],
    ['/abs/a.tar.gz', 'path:/abs/a.tar.gz'],
    ['C:\\wheels\\a.whl', 'path:C:\\wheels\\a.whl'],
    ['a-1.0-py3-none-any.whl', 'path:a-1.0-py3-none-any.whl'],
  ])('%s', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('variables', () => {
  it.each([
    [
      '--index-url https://${USER_1}:${PASS}@x.example/',
      'option:--index-url  url:https://  env:${USER_1}  url::  env:${PASS}  url:@x.example/',
    ],
    ['a @ ${HERE}/a.whl', 'name:a  env:${HERE}  path:/a.whl'],
    ['a==${lower}', 'name:a  op:=='],
    ['-r ${DIR}/base.txt', 'option:-r  env:${DIR}  value:/base.txt'],
  ])('%s', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('lines that go on', () => {
  it.each([
    [
      'a==1 \\\n    --hash=sha256:0a \\\n    --hash=sha256:0b\nb',
      'name:a  op:==  version:1  continued:\\  option:--hash  algorithm:sha256  digest:0a  continued:\\  option:--hash  algorithm:sha256  digest:0b  name:b',
    ],
    ['a>=1,\\\n  <2', 'name:a  op:>=  version:1  continued:\\  op:<  version:2'],
    [
      'a ; python_version > "3" \\\n and os_name == "nt"\nb',
      'name:a  variable:python_version  op:>  quoted:"3"  continued:\\  logic:and  variable:os_name  op:==  quoted:"nt"  name:b',
    ],
    ['-r \\\n  base.txt\nb', 'option:-r  continued:\\  value:base.txt  name:b'],
    ['# no \\\nb', 'comment:# no \\  name:b'],
  ])('%j', (text, expected) => expect(taken(text)).toBe(expected));
});

describe('half-typed text', () => {
  it.each(
    'a[|a;|a @|a>=1;python_version>="|--hash|--hash=|--|-|-e|a --|"|@|${|a @ git+|[x]|==1|;'.split(
      '|',
    ),
  )('%j does not reach into the next line', (text) => {
    expect(taken(`${text}\nrequests`).endsWith('name:requests')).toBe(true);
  });
});
