import { beforeEach, describe, expect, it } from 'vitest';
import { RECENT, SETTLING, Typing } from '../src/typing';
import { reset, window, world } from './vscode';

let clock = 0;

function typist() {
  return new Typing(
    () => clock,
    async (milliseconds) => {
      clock += milliseconds;
    },
  );
}

function open(before: string) {
  const document = { uri: { path: '/x/requirements.txt' }, getText: () => before };
  const active = { with: () => active };
  Object.assign(window, { activeTextEditor: { document, selection: { active } } });
  return document as never;
}

beforeEach(() => {
  reset();
  clock = 1_000;
});

describe('what was typed before the server was there', () => {
  it.each(['req', 'zope.', 'httpx>=', 'httpx['])('%s: the list opens', async (before) => {
    const typing = typist();
    typing.seen(open(before));
    clock += RECENT - SETTLING;
    await typing.serverRuns();
    await typing.serverRuns();
    expect(world.ran).toEqual([['editor.action.triggerSuggest']]);
  });

  it('too long ago: nothing opens', async () => {
    const typing = typist();
    typing.seen(open('req'));
    clock += RECENT - SETTLING + 1;
    await typing.serverRuns();
    expect(world.ran).toEqual([]);
  });

  it.each(['', 'requests ', '#'])('behind “%s” nothing is wanted', async (before) => {
    const typing = typist();
    typing.seen(open(before));
    await typing.serverRuns();
    expect(world.ran).toEqual([]);
  });

  it('another file is looked at now: nothing opens', async () => {
    const typing = typist();
    typing.seen(open('req'));
    open('req');
    await typing.serverRuns();
    expect(world.ran).toEqual([]);
  });

  it('while VS Code does not know of the server yet: the list opens', async () => {
    const document = open('req');
    const typing: Typing = new Typing(
      () => clock,
      async () => typing.seen(document),
    );
    await typing.serverRuns();
    expect(world.ran).toEqual([['editor.action.triggerSuggest']]);
  });

  it('after that, VS Code asks by itself, also when the server was started anew', async () => {
    const typing = typist();
    await typing.serverRuns();
    typing.seen(open('req'));
    await typing.serverRuns();
    expect(world.ran).toEqual([]);
  });

  it('while the server is away for a moment: the list opens when it is back', async () => {
    const typing = typist();
    await typing.serverRuns();
    typing.serverIsAway();
    typing.seen(open('req'));
    await typing.serverRuns();
    expect(world.ran).toEqual([['editor.action.triggerSuggest']]);
  });

  it('nothing was typed: nothing opens', async () => {
    open('req');
    await typist().serverRuns();
    expect(world.ran).toEqual([]);
  });
});
