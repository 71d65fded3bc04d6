import { beforeEach, describe, expect, it } from 'vitest';
import { openList } from '../src/typing';
import { reset, window, world } from './vscode';

function open(before: string, isDirty = true) {
  const document = { uri: { path: '/x/requirements.txt' }, isDirty, getText: () => before };
  const active = { with: () => active };
  Object.assign(window, { activeTextEditor: { document, selection: { active } } });
}

beforeEach(reset);

describe('what was typed before VS Code knew of us', () => {
  it.each(['req', 'zope.', 'httpx>=', 'httpx['])('%s: the list opens', (before) => {
    open(before);
    openList();
    expect(world.ran).toEqual([['editor.action.triggerSuggest']]);
  });

  it.each(['', 'requests ', '#'])('behind “%s” nothing is wanted', (before) => {
    open(before);
    openList();
    expect(world.ran).toEqual([]);
  });

  it('nobody has typed: nothing opens', () => {
    open('req', false);
    openList();
    expect(world.ran).toEqual([]);
  });

  it('no file is open: nothing opens', () => {
    Object.assign(window, { activeTextEditor: undefined });
    openList();
    expect(world.ran).toEqual([]);
  });
});
