/** How the server's process is started: which program, with what, in which environment. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment } from './probe';

/** A command line and its surroundings. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

export type Trace = 'off' | 'messages' | 'verbose';

/** Return what makes the server say more: nothing, the fastest start, unless it is asked for. */
function verbosity(trace: Trace): string[] {
  return trace === 'verbose' ? ['-vv'] : trace === 'messages' ? ['-v'] : [];
}

/** Return the command line for the server that comes with the extension in `root`. */
export function bundledServer(python: string, root: string, trace: Trace): CommandLine {
  const libs = libraries(root);
  return {
    command: python,
    // `-P`: nothing of the working directory; `-s`: nothing of the user's own packages.
    args: ['-P', '-s', '-m', 'pypi_language_server', ...verbosity(trace)],
    // In the environment, because the server starts a process of its own for the list of names.
    env: { ...cleanEnvironment(process.env), PYTHONPATH: libs, PYTHONUTF8: '1' },
    cwd: root,
  };
}

/** Return the command line for a server of the user's own. */
export function ownServer(program: string, root: string, trace: Trace): CommandLine {
  return { command: program, args: verbosity(trace), env: { ...process.env }, cwd: root };
}

export function libraries(root: string): string {
  return path.join(root, 'bundled', 'libs');
}

/** Whether the files that come with the extension are there. */
export function isComplete(root: string): boolean {
  return ['pypi_language_server/__main__.py', 'pygls/__init__.py', 'lsprotocol/types.py'].every(
    (file) => existsSync(path.join(libraries(root), file)),
  );
}
