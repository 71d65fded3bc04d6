import { describe, expect, it } from 'vitest';
import { overlaid } from '../src/overlay';
import { isPlainPython } from '../src/selector';
import { describe as describeState } from '../src/status';

describe('what the server hears about settings', () => {
  const overlay = { python: '/env/bin/python', trusted: true };

  it('adds the chosen Python and trust, and keeps the rest', () => {
    expect(overlaid({ index: { url: 'u' }, python: { version: '3.12' } }, overlay)).toEqual({
      index: { url: 'u' },
      python: { version: '3.12', interpreter: '/env/bin/python' },
      workspace: { trusted: true },
    });
  });

  it('leaves the Python that the user has set', () => {
    const found = overlaid({ python: { interpreter: '/mine' } }, overlay);
    expect(found).toHaveProperty('python.interpreter', '/mine');
  });

  it('never lets a folder say that it is trusted', () => {
    const found = overlaid({ workspace: { trusted: true } }, { ...overlay, trusted: false });
    expect(found).toHaveProperty('workspace.trusted', false);
  });

  it.each([null, undefined, {}, { python: 'text', workspace: 7 }])('copes with %j', (given) => {
    expect(overlaid(given, overlay)).toMatchObject({
      python: { interpreter: '/env/bin/python' },
      workspace: { trusted: true },
    });
  });
});

describe('Python files', () => {
  const file = (path: string, text = '') => ({ uri: { path }, getText: () => text });

  it.each([
    ['/a/setup.py', '', false],
    ['/a/noxfile.py', '', false],
    ['/a/tool.py', 'import os\n', true],
    ['/a/tool.py', '# /// script\n# dependencies = []\n# ///\n', false],
    ['/a/tool.pyw', '#!/usr/bin/env python\n# /// script  \n', false],
    ['/a/tool.py', 'text = """\n    # /// script\n"""\n', true],
    ['/a/tool.py', '# /// scripts\n', true],
    ['/a/my_setup.py', '', true],
    ['/a/requirements.txt', 'x', false],
    ['Untitled-1', 'x', false],
  ])('%s with %j', (path, text, plain) => expect(isPlainPython(file(path, text))).toBe(plain));

  it('finds a block behind the line ends of Windows', () => {
    expect(isPlainPython(file('/a/t.py', 'import os\r\n# /// script\r\n'))).toBe(false);
  });
});

describe('the status bar', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const status = (catalogue: object, more: object = {}) => ({
    version: '1',
    index: 'http://index.example/simple/',
    catalogue: { origin: 'index', count: 880_123, builtAt: '2026-11-22T09:00:00Z', ...catalogue },
    cachedProjects: 1,
    offline: false,
    problems: [],
    ...more,
  });

  it.each([
    ['failed', undefined, '$(error) PyPI', true],
    ['starting', undefined, '$(sync~spin) PyPI', false],
    ['running', undefined, '$(package) PyPI', false],
    ['running', status({}), '$(package) PyPI: 880k', false],
    ['running', status({ origin: 'starter', builtAt: null }), '$(package) PyPI: well-known', false],
    [
      'running',
      status({ builtAt: '2026-10-01T09:00:00Z' }),
      '$(package) PyPI: 880k, 7 weeks ago',
      true,
    ],
    ['running', status({}, { problems: ['The disk is full.'] }), '$(package) PyPI: 880k', true],
  ] as const)('%s', (state, known, text, warns) => {
    expect(describeState(state, known, now)).toMatchObject({ text, warns });
  });

  it('says all of it in its tooltip', () => {
    const known = status({}, { offline: true, problems: ['The disk is full.'] });
    expect(describeState('running', known, now).tooltip).toBe(
      '880,123 projects, listed 3 hours ago.\nIndex: http://index.example/simple/\nThe network is not used.\nThe disk is full.',
    );
  });
});
