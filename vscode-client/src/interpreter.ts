/**
 * Finds a Python that can run the server: the user's setting, else the Python extension's choice,
 * else the first on the PATH that is new enough.
 *
 * Contract: pure but for `probe`, which runs a program to hear what it is. A Python that the user
 * named is never silently replaced by another one.
 */

import path from 'node:path';

/** The oldest Python that runs the server (`requires-python` in pyproject.toml). */
export const OLDEST = [3, 11] as const;

export type Source = 'setting' | 'extension' | 'path';

/** A program that may be a Python. */
export interface Candidate {
  readonly command: string;
  readonly args: readonly string[];
  readonly source: Source;
}

/** What a program said about itself, or a sentence about why it said nothing. */
export type Probed =
  | { readonly path: string; readonly version: readonly [number, number, number] }
  | { readonly problem: string };

export type Probe = (candidate: Candidate) => Promise<Probed>;

/** A Python that can run the server. */
export interface Python {
  readonly path: string;
  readonly version: string;
  readonly source: Source;
}

/** One that cannot, and why. */
export interface Tried {
  readonly candidate: Candidate;
  readonly why: string;
  readonly tooOld: boolean;
}

export type Finding =
  | { readonly python: Python; readonly tried: readonly Tried[] }
  | { readonly python: undefined; readonly tried: readonly Tried[] };

/** What may name a Python; empty strings name none. */
export interface Wishes {
  readonly setting: string;
  readonly extension: string;
  readonly platform: NodeJS.Platform;
}

/** Return what to try, in order. */
export function candidates({ setting, extension, platform }: Wishes): Candidate[] {
  if (setting) return [{ command: setting, args: [], source: 'setting' }];
  const chosen: Candidate[] = extension
    ? [{ command: extension, args: [], source: 'extension' }]
    : [];
  return [
    ...chosen,
    ...onPath(platform).map(([command, ...args]) => ({ command, args, source: 'path' as const })),
  ];
}

function onPath(platform: NodeJS.Platform): [string, ...string[]][] {
  if (platform === 'win32') return [['python'], ['py', '-3'], ['python3']];
  const versions = [14, 13, 12, 11].map((minor): [string] => [`python3.${minor}`]);
  // Programs that are started from a dock have a short PATH.
  const brewed: [string][] =
    platform === 'darwin' ? [['/opt/homebrew/bin/python3'], ['/usr/local/bin/python3']] : [];
  return [['python3'], ['python'], ...versions, ...brewed];
}

/** Return the first Python that is new enough, and what was tried before it. */
export async function find(wishes: Wishes, probe: Probe): Promise<Finding> {
  const tried: Tried[] = [];
  for (const candidate of candidates(wishes)) {
    if (candidate.source !== 'path' && !path.isAbsolute(candidate.command)) {
      tried.push({ candidate, why: 'an absolute path is wanted', tooOld: false });
      continue;
    }
    const found = await probe(candidate);
    if ('problem' in found) {
      tried.push({ candidate, why: found.problem, tooOld: false });
    } else if (isTooOld(found.version)) {
      tried.push({ candidate, why: `it is Python ${found.version.join('.')}`, tooOld: true });
    } else {
      const { source } = candidate;
      return { python: { path: found.path, version: found.version.join('.'), source }, tried };
    }
  }
  return { python: undefined, tried };
}

function isTooOld([major, minor]: readonly [number, number, number]): boolean {
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/** Return one sentence about why no Python was found, and what helps. */
export function explain(tried: readonly Tried[]): string {
  const wanted = `PyPI needs Python ${OLDEST.join('.')} or newer`;
  const named = tried.find(({ candidate }) => candidate.source === 'setting');
  if (named) {
    return `${wanted}, and the one that \`pypi.server.interpreter\` names cannot be used: ${named.why} (${named.candidate.command}).`;
  }
  const old = tried.find(({ tooOld }) => tooOld);
  if (old) return `${wanted}; on this machine only an older one was found: ${old.why}.`;
  return `${wanted} to run, and none was found on this machine.`;
}
