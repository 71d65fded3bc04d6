import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Candidate, Probed } from '../src/interpreter';
import { cleanEnvironment, probeIn, read, remembering } from '../src/probe';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'probe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const candidate = (command: string): Candidate => ({ command, args: [], source: 'setting' });

function program(body: string): string {
  const file = path.join(folder, 'program');
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('asking a program what it is', () => {
  it('hears a Python', async () => {
    const file = program(`echo '["/opt/python", 3, 12, 4]'`);
    expect(await probeIn(folder)(candidate(file))).toEqual({
      path: '/opt/python',
      version: [3, 12, 4],
    });
  });

  it('asks it isolated, outside of the opened folder, without foreign variables', async () => {
    process.env['PYTHONHOME'] = '/nowhere';
    const file = program(`echo "$PWD $1 $2 $3 [$PYTHONHOME]" > heard; echo '["/p", 3, 11, 0]'`);
    await probeIn(folder)(candidate(file));
    delete process.env['PYTHONHOME'];
    const { readFileSync, realpathSync } = await import('node:fs');
    const heard = readFileSync(path.join(folder, 'heard'), 'utf8');
    expect(heard.trim()).toBe(`${realpathSync(folder)} -I -S -c []`);
  });

  it.each([
    ['exit 1', 'it is no Python, or a broken one'],
    ['echo hello', 'it did not say which Python it is'],
    [`echo '["python", 3, 12, 4]'`, 'it did not say which Python it is'],
    [`echo '{}'`, 'it did not say which Python it is'],
  ])('%s', async (body, problem) => {
    expect(await probeIn(folder)(candidate(program(body)))).toEqual({ problem });
  });

  it('says when there is no program', async () => {
    const found = await probeIn(folder)(candidate(path.join(folder, 'none')));
    expect(found).toEqual({ problem: 'there is no such program' });
  });

  it('says when it may not be run', async () => {
    const file = path.join(folder, 'text');
    writeFileSync(file, 'no program', { mode: 0o644 });
    expect(await probeIn(folder)(candidate(file))).toEqual({ problem: 'it may not be run' });
  });

  it.each([
    '',
    'null',
    '[]',
    '["/p"]',
    '["/p", "x", 1, 1]',
    '[1, 2, 3, 4]',
    '["/p", 3, 12',
  ])('takes %j for no answer', (output) => expect(read(output)).toHaveProperty('problem'));
});

describe('remembering', () => {
  function memory() {
    const kept = new Map<string, unknown>();
    return {
      get: <T>(key: string) => kept.get(key) as T | undefined,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
  }

  function counting(found: Probed) {
    const probe = Object.assign(
      async () => {
        probe.count += 1;
        return found;
      },
      { count: 0 },
    );
    return probe;
  }

  it('asks a program once, and again when its file has changed', async () => {
    const file = program('exit 0');
    const run = counting({ path: file, version: [3, 12, 0] });
    const probe = remembering(folder, memory(), run);
    await probe(candidate(file));
    await probe(candidate(file));
    expect(run.count).toBe(1);
    utimesSync(file, 1, 1);
    expect(await probe(candidate(file))).toEqual({ path: file, version: [3, 12, 0] });
    expect(run.count).toBe(2);
  });

  it('asks again when the interpreter behind the program is gone', async () => {
    const file = program('exit 0');
    const run = counting({ path: '/nowhere/python', version: [3, 12, 0] });
    const probe = remembering(folder, memory(), run);
    await probe(candidate(file));
    await probe(candidate(file));
    expect(run.count).toBe(2);
  });

  it('keeps no failures', async () => {
    const file = program('exit 0');
    const run = counting({ problem: 'it did not answer' });
    const probe = remembering(folder, memory(), run);
    await probe(candidate(file));
    await probe(candidate(file));
    expect(run.count).toBe(2);
  });
});

it('hands on an environment without variables of other Pythons', () => {
  const given = {
    PATH: '/bin',
    PYTHONPATH: '/x',
    PYTHONHOME: '/y',
    PYTHONUTF8: '1',
    PYTHONUTF80: '',
  };
  expect(cleanEnvironment(given)).toEqual({ PATH: '/bin', PYTHONUTF8: '1' });
});
