import { beforeEach, describe, expect, it } from 'vitest';
import { RECENT, Typing } from '../src/typing';
import { reset, window, world } from './vscode';

let clock = 0;

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
  it.each(['req', 'zope.', 'httpx>=', 'httpx['])('%s: the list opens', (before) => {
    const typing = new Typing(() => clock);
    typing.seen(open(before));
    clock += RECENT;
    typing.openList();
    typing.openList();
    expect(world.ran).toEqual([['editor.action.triggerSuggest']]);
  });

  it('too long ago: nothing opens', () => {
    const typing = new Typing(() => clock);
    typing.seen(open('req'));
    clock += RECENT + 1;
    typing.openList();
    expect(world.ran).toEqual([]);
  });

  it.each(['', 'requests ', '#'])('behind “%s” nothing is wanted', (before) => {
    const typing = new Typing(() => clock);
    typing.seen(open(before));
    typing.openList();
    expect(world.ran).toEqual([]);
  });

  it('another file is looked at now: nothing opens', () => {
    const typing = new Typing(() => clock);
    typing.seen(open('req'));
    open('req');
    typing.openList();
    expect(world.ran).toEqual([]);
  });

  it('nothing was typed: nothing opens', () => {
    open('req');
    new Typing(() => clock).openList();
    expect(world.ran).toEqual([]);
  });
});
