/**
 * The server's process, before anybody speaks to it: it starts while the protocol's client is read.
 *
 * Contract: `startProcess` never raises; what goes wrong ends the process, and `words` say why.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { LogOutputChannel } from 'vscode';
import type { CommandLine } from './launch';

const LONGEST = 200;

export interface ServerProcess {
  readonly child: ChildProcess;
  /** Resolves when the system has started it, throws when it cannot. */
  readonly started: Promise<void>;
  /** Resolves when it has ended, or never started. */
  readonly ended: Promise<void>;
  /** The last line that it wrote beside the protocol, which says why it ended. */
  readonly words: { readonly last: string };
}

/** Start a server's process. */
export function startProcess(line: CommandLine, log: LogOutputChannel): ServerProcess {
  const child = spawn(line.command, line.args, {
    cwd: line.cwd,
    env: line.env,
    windowsHide: true,
    shell: false,
  });
  log.info(`starting: ${[line.command, ...line.args].join(' ')}`);
  const started = once(child, 'spawn').then(() => undefined);
  started.catch(() => undefined); // said by whoever waits for it
  return { child, started, ended: ending(child, log), words: lastWords(child) };
}

function ending(child: ChildProcess, log: LogOutputChannel): Promise<void> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      log.error(String(error));
      resolve();
    });
    child.on('exit', (code, signal) => {
      log.info(`the server has ended (${signal ?? code})`);
      resolve();
    });
  });
}

function lastWords(child: ChildProcess): { readonly last: string } {
  const words = { last: '' };
  child.stderr?.on('data', (piece: Buffer) => {
    const lines = piece
      .toString()
      .split(/\r?\n/)
      .filter((line) => line.trim());
    words.last = lines.at(-1)?.trim().slice(0, LONGEST) ?? words.last;
  });
  return words;
}
