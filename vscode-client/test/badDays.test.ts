import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chosenPython } from '../src/pythonExtension';
import { Server } from '../src/server';
import { reset, world } from './vscode';

const launched = vi.hoisted(() => ({ lines: [] as unknown[], next: undefined as unknown }));
const probed = vi.hoisted(() => ({ answer: { problem: 'there is no such program' } as object }));
vi.mock('../src/serverProcess', () => ({
  startProcess: (line: unknown) => void launched.lines.push(line),
}));
vi.mock('../src/client', () => ({
  launchClient: async () => {
    if (launched.next instanceof Error) throw launched.next;
    return launched.next;
  },
}));
vi.mock('../src/probe', async (original) => ({
  ...(await original<object>()),
  remembering: () => async () => probed.answer,
}));

let root = '';
const kept = new Map<string, unknown>();
const workspaceState = {
  get: (name: string) => kept.get(name),
  update: async (name: string, value: unknown) => void kept.set(name, value),
};
beforeEach(() => {
  reset();
  kept.clear();
  Object.assign(launched, { lines: [], next: client({}) });
  probed.answer = { path: '/usr/bin/python3', version: [3, 12, 0] };
  root = mkdtempSync(path.join(tmpdir(), 'extension-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function bundle(): void {
  for (const file of [
    'pypi_language_server/__main__.py',
    'pygls/__init__.py',
    'lsprotocol/types.py',
  ]) {
    const target = path.join(root, 'bundled', 'libs', file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, '');
  }
}

function client(answers: Record<string, unknown>) {
  return {
    commands: new Set(Object.keys(answers)),
    ended: new Promise(() => undefined),
    stop: async () => undefined,
    language: {
      sendNotification: vi.fn(async () => undefined),
      sendRequest: async (_: string, { command }: { command: string }) => {
        if (answers[command] instanceof Error) throw answers[command];
        return answers[command];
      },
    },
  };
}

function server(): Server {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const context = { extensionPath: root, globalState: new Map(), workspaceState };
  return new Server(context as never, log as never, () => undefined);
}

const sentences = () => world.said.map(({ text }) => text);
const buttons = () => world.said.map((said) => said.buttons);

describe('bad days, each with a sentence and a button that helps', () => {
  it('no Python', async () => {
    bundle();
    probed.answer = { problem: 'there is no such program' };
    world.answers = ['Choose interpreter…'];
    expect(await server().ready()).toBeUndefined();
    expect(sentences()).toEqual([
      'PyPI needs Python 3.11 or newer to run, and none was found on this machine.',
    ]);
    expect(buttons()).toEqual([['Choose interpreter…', 'Open settings', 'Help']]);
    await vi.waitFor(() => expect(world.ran).toEqual([['pypi.client.chooseInterpreter']]));
  });

  it('a Python that is too old', async () => {
    bundle();
    probed.answer = { path: '/usr/bin/python3', version: [3, 9, 2] };
    expect(await server().ready()).toBeUndefined();
    expect(sentences()[0]).toContain('only an older one was found: it is Python 3.9.2.');
    expect(launched.lines).toEqual([]);
  });

  it('files of the extension are missing', async () => {
    expect(await server().ready()).toBeUndefined();
    expect(sentences()[0]).toContain('Please reinstall the extension.');
    expect(launched.lines).toEqual([]);
  });

  it('a server of the user’s own that is not there', async () => {
    world.settings = { 'pypi.server.path': '/nowhere/server' };
    expect(await server().ready()).toBeUndefined();
    expect(sentences()[0]).toContain('/nowhere/server');
    expect(buttons()).toEqual([['Open settings']]);
  });

  it('a relative path of a server: it would be looked up in the opened folder', async () => {
    world.settings = { 'pypi.server.path': 'server' };
    expect(await server().ready()).toBeUndefined();
    expect(launched.lines).toEqual([]);
  });

  it('settings of the wrong type count as not set', async () => {
    bundle();
    world.settings = {
      'pypi.server.path': 7,
      'pypi.server.interpreter': [],
      'pypi.trace.server': {},
    };
    expect(await server().ready()).toBeDefined();
    expect(launched.lines).toHaveLength(1);
    expect(launched.lines[0]).toMatchObject({
      command: '/usr/bin/python3',
      args: ['-P', '-s', '-m', 'pypi_language_server'],
    });
  });

  it('a server that ends again and again: one message', async () => {
    bundle();
    vi.useFakeTimers();
    launched.next = new Error('it ended while it started');
    const waiting = server().ready();
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(await waiting).toBeUndefined();
    expect(launched.lines).toHaveLength(6);
    expect(sentences()).toEqual([
      'The PyPI server does not run: it was started several times in a row; it ended while it started. The log says more.',
    ]);
    expect(buttons()).toEqual([['Restart server', 'Show log', 'Open settings']]);
  });

  it('says again why nothing runs when somebody wants something', async () => {
    const subject = server();
    await subject.ready();
    expect(await subject.needed()).toBe(false);
    expect(await subject.ask('pypi.refresh', { quiet: false })).toBeUndefined();
    expect(sentences()).toHaveLength(3);
    expect(new Set(sentences()).size).toBe(1);
  });

  it('a server that is older than the extension', async () => {
    bundle();
    expect(await server().ask('pypi.updateAll', { uri: 'x' })).toBeUndefined();
    expect(sentences()).toEqual([
      'This server does not know the command pypi.updateAll; a newer one does.',
    ]);
  });

  it('an answer that is an error: said once, or by whoever asked silently', async () => {
    bundle();
    launched.next = client({ 'pypi.page': new Error('Say which project.') });
    const subject = server();
    expect(await subject.ask('pypi.page', { name: '' }, true)).toBeUndefined();
    expect(sentences()).toEqual([]);
    expect(await subject.ask('pypi.page', { name: '' })).toBeUndefined();
    expect(sentences()).toEqual(['The server has no answer: Say which project.']);
  });

  it('the Python extension is broken: as if it were not there', async () => {
    bundle();
    world.pythonExtension = {
      isActive: false,
      activate: async () => {
        throw new Error('broken');
      },
    };
    expect(await server().ready()).toBeDefined();
    expect(sentences()).toEqual([]);
  });
});

describe('the Python extension', () => {
  const choosing = (chosen: string) => ({
    isActive: true,
    exports: {
      environments: {
        getActiveEnvironmentPath: () => ({ path: chosen }),
        resolveEnvironment: async () => ({ executable: { uri: { fsPath: chosen } } }),
      },
    },
  });

  it('is not asked in folders that are not trusted: their Python would be started', async () => {
    world.pythonExtension = choosing('/folder/.venv/bin/python');
    expect(await chosenPython()).toBe('/folder/.venv/bin/python');
    world.trusted = false;
    expect(await chosenPython()).toBe('');
  });

  it.each([
    undefined,
    {},
    { environments: {} },
    { environments: { getActiveEnvironmentPath: () => ({}) } },
  ])('may be of another version: %j', async (exports) => {
    world.pythonExtension = { isActive: true, exports };
    expect(await chosenPython()).toBe('');
  });

  it('is not believed when it names no path', async () => {
    world.pythonExtension = choosing('python');
    expect(await chosenPython()).toBe('');
  });

  it('tells the server when another Python is chosen, and starts it with that one', async () => {
    bundle();
    const subject = server();
    await subject.ready();
    world.pythonExtension = choosing('/other/bin/python');
    await subject.surroundingsChanged();
    expect(launched.lines).toHaveLength(2);
    const { language } = launched.next as ReturnType<typeof client>;
    expect(language.sendNotification).toHaveBeenCalledWith('workspace/didChangeConfiguration', {
      settings: null,
    });
  });

  const late = (chosen: string) => {
    let start: (exports: unknown) => void = () => undefined;
    const activated = new Promise((resolve) => {
      start = resolve;
    });
    world.pythonExtension = { isActive: false, activate: () => activated };
    return () => start(choosing(chosen).exports);
  };

  it('is not waited for where its last choice is known', async () => {
    bundle();
    await workspaceState.update('chosenPython', '/last/bin/python');
    const start = late('/other/bin/python');
    const subject = server();
    expect(await subject.ready()).toBeDefined();
    expect(launched.lines).toHaveLength(1);
    start();
    await subject.surroundingsChanged();
    expect(launched.lines).toHaveLength(2);
    expect(kept.get('chosenPython')).toBe('/other/bin/python');
  });

  it('is waited for where it never was asked before', async () => {
    bundle();
    const start = late('/first/bin/python');
    const ready = server().ready();
    expect(launched.lines).toEqual([]);
    start();
    expect(await ready).toBeDefined();
    expect(kept.get('chosenPython')).toBe('/first/bin/python');
  });

  it('has no last choice in folders that are not trusted', async () => {
    bundle();
    await workspaceState.update('chosenPython', '/last/bin/python');
    late('/other/bin/python');
    world.trusted = false;
    expect(await server().ready()).toBeDefined();
    expect(kept.get('chosenPython')).toBe('/last/bin/python');
  });

  it('is why a server that could not start is tried again', async () => {
    bundle();
    probed.answer = { problem: 'x' };
    const subject = server();
    await subject.ready();
    probed.answer = { path: '/new/python', version: [3, 13, 0] };
    await subject.surroundingsChanged();
    expect(subject.state).toBe('running');
  });
});
