import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../src/client';
import { Completion, TRIGGERS } from '../src/completion';
import { reset, world } from './vscode';

const LIST = { items: [{ label: 'requests' }], isIncomplete: true };
const ITEM = { label: 'requests' };
const WHOLE = { label: 'requests', documentation: 'HTTP for humans.' };
const position = { character: 3 };

/** Return a server that answers, or ends when it is asked. */
function server(ends = false, triggers = TRIGGERS): Client {
  const broken = () => Promise.reject(new Error('the connection is closed'));
  return {
    triggers,
    ended: ends ? Promise.resolve() : new Promise(() => undefined),
    complete: ends ? broken : async () => LIST,
    resolve: ends ? broken : async () => WHOLE,
  } as unknown as Client;
}

/** Complete from these servers, one after the other; the last one stays. */
function from(...servers: (Client | undefined | Promise<Client | undefined>)[]) {
  let asked = 0;
  const ready = async () => servers[Math.min(asked++, servers.length - 1)];
  const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
  const completion = new Completion({ ready }, wait);
  return { completion, count: () => asked };
}

function registered() {
  expect(world.providers).toHaveLength(1);
  return world.providers[0]?.provider as {
    provideCompletionItems(...asked: unknown[]): Promise<unknown>;
    resolveCompletionItem(...asked: unknown[]): Promise<unknown>;
  };
}

function file(path = '/x/requirements.txt') {
  return { uri: { path }, version: 1, getText: () => 'req', lineAt: () => ({ text: 'req' }) };
}

function offered(document = file(), isCancellationRequested = false) {
  return registered().provideCompletionItems(document, position, { isCancellationRequested }, {});
}

beforeEach(reset);

describe('a list', () => {
  it('waits for a server that starts', async () => {
    let started: (client: Client) => void = () => undefined;
    from(
      new Promise<Client>((resolve) => {
        started = resolve;
      }),
    );
    const list = offered();
    started(server());
    expect(await list).toBe(LIST);
  });

  it('is asked of the next server when one ends meanwhile', async () => {
    from(server(true), server());
    expect(await offered()).toBe(LIST);
  });

  it('is asked of the next server when one ends without a word', async () => {
    const silent = { ...server(true), complete: () => new Promise(() => undefined) };
    from(silent as unknown as Client, server());
    expect(await offered()).toBe(LIST);
  });

  it('is given up when the next one ends, too', async () => {
    const { count } = from(server(true));
    expect(await offered()).toBeUndefined();
    expect(count()).toBe(2);
  });

  it('is not asked again when the server refuses, and lives', async () => {
    const refusing = {
      ...server(),
      complete: () => Promise.reject(new Error('no')),
    } as unknown as Client;
    const { count } = from(refusing);
    expect(await offered()).toBeUndefined();
    expect(count()).toBe(1);
  });

  it('is not there where no server runs', async () => {
    from(undefined);
    expect(await offered()).toBeUndefined();
  });

  it('is not asked for when the user has typed on while the server started', async () => {
    const asked: unknown[] = [];
    from({ ...server(), complete: async () => asked.push(1) } as unknown as Client);
    const document = file();
    const list = offered(document, true);
    document.version += 1;
    expect(await list).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is asked for once, however often VS Code asks meanwhile', async () => {
    const asked: unknown[] = [];
    const answering = { ...server(), complete: async () => asked.push(1) && LIST };
    from(answering as unknown as Client);
    const document = file();
    expect(await Promise.all([offered(document, true), offered(document)])).toEqual([LIST, LIST]);
    expect(asked).toEqual([1]);
    await offered(document);
    document.version += 1;
    await Promise.all([offered(document), offered(document)]);
    expect(asked).toEqual([1, 1, 1]);
  });

  it('is there for who asks last, however much is typed while the server starts', async () => {
    from(server());
    const document = file();
    const lists = [offered(document, true), offered(document)];
    document.version += 2;
    expect(await Promise.all(lists)).toEqual([LIST, LIST]);
  });

  it('starts no server for a Python file without a block', async () => {
    const { count } = from(server());
    expect(await offered(file('/x/module.py'))).toBeUndefined();
    expect(count()).toBe(0);
  });
});

it('is known to VS Code as soon as that has asked', async () => {
  const { completion } = from(server());
  expect(completion.isKnown).toBe(false);
  await offered();
  expect(completion.isKnown).toBe(true);
});

describe('an item', () => {
  it.each([
    ['is completed', server(), WHOLE],
    ['stays as it is when the server ends', server(true), ITEM],
    ['stays as it is where no server runs', undefined, ITEM],
  ])('%s', async (_, client, expected) => {
    from(client);
    expect(await registered().resolveCompletionItem(ITEM, {})).toEqual(expected);
  });
});

describe('the characters that open a list', () => {
  it('are known before the server is', () => {
    from(server());
    expect(world.providers[0]?.triggers).toBe(TRIGGERS.join(''));
  });

  it.each([
    ['those of another server', [':', '='], ':='],
    ['ours, when it names none', [], TRIGGERS.join('')],
  ])('are %s', async (_, triggers, expected) => {
    await from(server(false, triggers)).completion.follow();
    expect(world.providers.map((it) => it.triggers)).toEqual([expected]);
  });

  it('are nobody’s when the extension ends', () => {
    from(server()).completion.dispose();
    expect(world.providers).toEqual([]);
  });
});
