/** The item in the status bar: beside manifests only, with the list's state and a menu behind it. */

import { StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import type { Status } from './protocol';
import type { State } from './supervisor';
import { ago, grouped, short } from './words';

const STALE = 14 * 86_400_000;

/** What the item shows. */
export interface Shown {
  readonly text: string;
  readonly tooltip: string;
  readonly warns: boolean;
}

/** Return what to show about the server's state and, where it is known, the list's. */
export function describe(state: State, status: Status | undefined, now: number): Shown {
  if (state === 'failed') {
    return { text: '$(error) PyPI', tooltip: 'The server does not run.', warns: true };
  }
  if (state === 'starting' || state === 'waiting') {
    return { text: '$(sync~spin) PyPI', tooltip: 'The server is starting.', warns: false };
  }
  if (!status) return { text: '$(package) PyPI', tooltip: 'Python packages', warns: false };
  return describeList(status, now);
}

function describeList(status: Status, now: number): Shown {
  const { count, builtAt, origin } = status.catalogue;
  const age = ago(builtAt, now);
  const isStarter = origin === 'starter' || !builtAt;
  const stale = !isStarter && now - Date.parse(builtAt) > STALE;
  const list = isStarter
    ? `${grouped(count)} well-known projects; the index's whole list is not downloaded yet.`
    : `${grouped(count)} projects, listed ${age}.`;
  const lines = [list, `Index: ${status.index}`];
  if (status.offline) lines.push('The network is not used.');
  return {
    text: `$(package) ${isStarter ? 'PyPI: well-known' : `PyPI: ${short(count)}`}${stale ? `, ${age}` : ''}`,
    tooltip: [...lines, ...status.problems].join('\n'),
    warns: stale || status.problems.length > 0,
  };
}

/** Make the item; `show` decides what it says, `hide` takes it away. */
export function statusItem(): StatusBarItem {
  const item = window.createStatusBarItem('pypi.status', StatusBarAlignment.Right, 90);
  item.name = 'PyPI';
  item.command = 'pypi.client.menu';
  return item;
}

export function apply(item: StatusBarItem, shown: Shown): void {
  item.text = shown.text;
  item.tooltip = shown.tooltip;
  item.backgroundColor = shown.warns
    ? new ThemeColor('statusBarItem.warningBackground')
    : undefined;
}
