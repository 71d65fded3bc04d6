/**
 * Asks a program whether it is a Python, and which.
 *
 * Contract: runs it isolated (`-I -S`), outside of any opened folder, for some seconds at most, and
 * never raises. Answers are kept for as long as the program's file stays as it was.
 */

import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Candidate, Probe, Probed } from './interpreter';

const PATIENCE = 10_000;
const QUESTION =
  'import sys, json; sys.stdout.write(json.dumps([sys.executable, *sys.version_info[:3]]))';

/** What is kept between two starts; VS Code's `Memento` fits. */
export interface Memory {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): Thenable<void>;
}

/** Return the environment that a Python of ours is started in: nobody else's `PYTHON…` in it. */
export function cleanEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^PYTHON(?!UTF8$)/i.test(name)),
  );
}

/** Return a probe that runs programs in `folder` and remembers their answers in `memory`. */
export function remembering(folder: string, memory: Memory, run: Probe = probeIn(folder)): Probe {
  return async (candidate) => {
    const stamp = stampOf(candidate.command);
    const key = `python:${[candidate.command, ...candidate.args].join(' ')}`;
    const kept = memory.get<{ stamp: string; found: Probed }>(key);
    if (stamp && kept?.stamp === stamp && 'path' in kept.found && existsSync(kept.found.path)) {
      return kept.found;
    }
    const found = await run(candidate);
    if (stamp && 'path' in found) await memory.update(key, { stamp, found });
    return found;
  };
}

/** Return what changes when a program is replaced; empty for names that the PATH resolves. */
function stampOf(command: string): string {
  const file = path.isAbsolute(command) ? command : onPath(command);
  try {
    const { mtimeMs, size } = statSync(file);
    return `${file} ${mtimeMs} ${size}`;
  } catch {
    return '';
  }
}

function onPath(command: string): string {
  const names = process.platform === 'win32' ? [`${command}.exe`] : [command];
  const places = (process.env['PATH'] ?? '').split(path.delimiter).filter(path.isAbsolute);
  const files = places.flatMap((place) => names.map((name) => path.join(place, name)));
  return files.find((file) => existsSync(file)) ?? '';
}

/** Return a probe that runs programs in `folder`. */
export function probeIn(folder: string): Probe {
  return ({ command, args }: Candidate) =>
    new Promise((resolve) => {
      const options = {
        cwd: folder,
        env: cleanEnvironment(process.env),
        timeout: PATIENCE,
        windowsHide: true,
        maxBuffer: 20_000,
      };
      execFile(command, [...args, '-I', '-S', '-c', QUESTION], options, (error, output) => {
        resolve(error ? { problem: problemOf(error) } : read(output));
      });
    });
}

function problemOf(error: Error & { code?: unknown; killed?: boolean }): string {
  if (error.code === 'ENOENT') return 'there is no such program';
  if (error.code === 'EACCES') return 'it may not be run';
  return error.killed ? 'it did not answer' : 'it is no Python, or a broken one';
}

/** Return what a program's output says. */
export function read(output: string): Probed {
  try {
    const [executable, ...version] = JSON.parse(output) as [unknown, ...unknown[]];
    const [major, minor, micro] = version.map(Number);
    if (
      typeof executable === 'string' &&
      path.isAbsolute(executable) &&
      major &&
      micro !== undefined
    ) {
      return { path: executable, version: [major, minor ?? 0, micro] };
    }
  } catch {
    // Said below: what is no such list is no answer.
  }
  return { problem: 'it did not say which Python it is' };
}
