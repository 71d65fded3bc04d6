/** Stands in for the editor's `vscode` module: remembers what is said, answers what a test sets. */

import { vi } from 'vitest';

/** What a test decides. */
export const world = {
  settings: {} as Record<string, unknown>,
  trusted: true,
  pythonExtension: undefined as unknown,
  answers: [] as (string | undefined)[],
  said: [] as { kind: string; text: string; buttons: string[] }[],
  ran: [] as unknown[][],
  providers: [] as { provider: unknown; triggers: string }[],
};

export function reset(): void {
  Object.assign(world, { settings: {}, trusted: true, pythonExtension: undefined });
  Object.assign(world, { answers: [], said: [], ran: [], providers: [] });
}

function say(kind: string) {
  return vi.fn(async (text: string, ...buttons: string[]) => {
    world.said.push({ kind, text, buttons });
    return world.answers.shift();
  });
}

export const window = {
  showErrorMessage: say('error'),
  showWarningMessage: say('warning'),
  showInformationMessage: say('info'),
  setStatusBarMessage: vi.fn((text: string) => {
    world.said.push({ kind: 'status', text, buttons: [] });
  }),
};

export const commands = {
  executeCommand: vi.fn(async (...words: unknown[]) => {
    world.ran.push(words);
  }),
};

export const workspace = {
  get isTrusted() {
    return world.trusted;
  },
  workspaceFolders: undefined,
  getConfiguration: (section: string) => ({
    get: (name: string) => world.settings[`${section}.${name}`],
  }),
};

export const extensions = { getExtension: () => world.pythonExtension };
export const languages = {
  match: () => 10,
  registerCompletionItemProvider: (_: unknown, provider: unknown, ...triggers: string[]) => {
    const registered = { provider, triggers: triggers.join('') };
    world.providers.push(registered);
    return { dispose: () => void world.providers.splice(world.providers.indexOf(registered), 1) };
  },
};
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class ThemeIcon {
  constructor(readonly id: string) {}
}
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export class Range {
  constructor(
    readonly start: unknown,
    readonly end: unknown,
  ) {}
}
