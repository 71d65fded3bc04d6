import { describe, expect, it } from 'vitest';
import { type Candidate, candidates, explain, find, type Probed } from '../src/interpreter';

type World = Record<string, Probed>;

const python = (version: string, path = `/opt/${version}/python`): Probed => {
  const [major, minor, micro] = version.split('.').map(Number) as [number, number, number];
  return { path, version: [major, minor, micro] };
};

const probeOf =
  (world: World) =>
  async ({ command }: Candidate): Promise<Probed> =>
    world[command] ?? { problem: 'there is no such program' };

const wishes = { setting: '', extension: '', platform: 'linux' as const };

describe('which Python runs the server', () => {
  it.each<[string, Partial<typeof wishes>, World, string | undefined]>([
    ['the PATH', {}, { python3: python('3.12.1') }, '3.12.1'],
    ['the next name', {}, { python3: python('3.9.2'), python: python('3.11.0') }, '3.11.0'],
    [
      'a versioned name',
      {},
      { python3: python('3.9.2'), 'python3.13': python('3.13.0') },
      '3.13.0',
    ],
    [
      'the extension first',
      { extension: '/e' },
      { '/e': python('3.11.4'), python3: python('3.14.0') },
      '3.11.4',
    ],
    [
      'not the extension when too old',
      { extension: '/e' },
      { '/e': python('3.8.1'), python3: python('3.12.0') },
      '3.12.0',
    ],
    [
      'the setting before all',
      { setting: '/s', extension: '/e' },
      { '/s': python('3.13.1'), '/e': python('3.12.0') },
      '3.13.1',
    ],
    ['nothing else than the setting', { setting: '/s' }, { python3: python('3.12.0') }, undefined],
    ['no Python 2', {}, { python3: python('2.7.18') }, undefined],
    ['Python 4', {}, { python3: python('4.0.0') }, '4.0.0'],
    ['nothing', {}, {}, undefined],
  ])('%s', async (_, wish, world, expected) => {
    const found = await find({ ...wishes, ...wish }, probeOf(world));
    expect(found.python?.version).toBe(expected);
  });

  it('refuses relative paths: they would be looked up in the opened folder', async () => {
    const found = await find({ ...wishes, setting: 'bin/python' }, async () => python('3.12.0'));
    expect(found.python).toBeUndefined();
    expect(explain(found.tried)).toContain('an absolute path is wanted');
  });

  it('knows the launcher of Windows and the places of macOS', () => {
    const names = (platform: NodeJS.Platform) =>
      candidates({ ...wishes, platform }).map(({ command, args }) => [command, ...args].join(' '));
    expect(names('win32')).toEqual(['python', 'py -3', 'python3']);
    expect(names('darwin')).toContain('/opt/homebrew/bin/python3');
    expect(names('linux').slice(0, 3)).toEqual(['python3', 'python', 'python3.14']);
  });
});

describe('what is said when there is none', () => {
  it.each<[Partial<typeof wishes>, World, string]>([
    [{}, {}, 'PyPI needs Python 3.11 or newer to run, and none was found on this machine.'],
    [
      {},
      { python3: python('3.9.2') },
      'PyPI needs Python 3.11 or newer; on this machine only an older one was found: it is Python 3.9.2.',
    ],
    [
      { setting: '/s' },
      {},
      'PyPI needs Python 3.11 or newer, and the one that `pypi.server.interpreter` names cannot be used: there is no such program (/s).',
    ],
    [
      { setting: '/s' },
      { '/s': python('3.10.4') },
      'PyPI needs Python 3.11 or newer, and the one that `pypi.server.interpreter` names cannot be used: it is Python 3.10.4 (/s).',
    ],
  ])('%j %j', async (wish, world, sentence) => {
    const { tried } = await find({ ...wishes, ...wish }, probeOf(world));
    expect(explain(tried)).toBe(sentence);
  });
});
