/**
 * The Python that is chosen in the Python extension, where that is installed.
 *
 * Contract: says nothing in folders that are not trusted, waits a moment at most for the other
 * extension to start, and never raises: its interface is somebody else's.
 */

import path from 'node:path';
import { type Disposable, extensions, workspace } from 'vscode';

const ID = 'ms-python.python';
const PATIENCE = 1_500;

/** The part of its interface that is used; all of it may be missing. */
interface Interface {
  readonly environments?: {
    getActiveEnvironmentPath?(resource?: unknown): { readonly path?: string };
    resolveEnvironment?(
      environment: unknown,
    ): Promise<
      { readonly executable?: { readonly uri?: { readonly fsPath?: string } } } | undefined
    >;
    onDidChangeActiveEnvironmentPath?(listener: () => void): Disposable;
  };
}

/** Return the absolute path of the chosen Python, or an empty string. */
export async function chosenPython(): Promise<string> {
  if (!workspace.isTrusted) return '';
  try {
    const { environments } = (await soon(exported())) ?? {};
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const active = environments?.getActiveEnvironmentPath?.(folder);
    const resolved = active && (await soon(environments?.resolveEnvironment?.(active)));
    // An environment that was resolved and has no executable is one without a Python.
    const found = (resolved ? resolved.executable?.uri?.fsPath : active?.path) ?? '';
    return path.isAbsolute(found) ? found : '';
  } catch {
    return '';
  }
}

/** Whether the Python extension is there, and has not started yet. */
export function isStarting(): boolean {
  return extensions.getExtension(ID)?.isActive === false;
}

/** Call `listener` whenever another Python is chosen there. */
export async function onPythonChosen(listener: () => void): Promise<Disposable | undefined> {
  try {
    return (await exported())?.environments?.onDidChangeActiveEnvironmentPath?.(listener);
  } catch {
    return undefined;
  }
}

async function exported(): Promise<Interface | undefined> {
  const extension = extensions.getExtension<Interface>(ID);
  if (!extension) return undefined;
  return extension.isActive ? extension.exports : await extension.activate();
}

/** Return what is promised, or undefined when it takes too long. */
async function soon<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
