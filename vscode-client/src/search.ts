/**
 * The list that finds projects while one types.
 *
 * Contract: the server searches what is on this machine; an answer to what is no longer typed is
 * dropped. Enter hands the project over; the buttons of a row show details and open its page.
 */

import { type Disposable, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { Ask, Item } from './protocol';
import { type Row, rows } from './searchRows';

const PAUSE = 60;
const LIMIT = 50;
const DETAILS = { iconPath: new ThemeIcon('info'), tooltip: 'Show details' };
const NO_ANSWER: Row = { label: 'The server has no answer; its log says why' };
const PAGE = { iconPath: new ThemeIcon('link-external'), tooltip: 'Open project page' };

/** What happens with a project. */
export interface Actions {
  accept(item: Item): void;
  details(item: Item): void;
  page(item: Item): void;
}

type Entry = QuickPickItem & { readonly row: Row };

/** Open the list. */
export function search(ask: Ask, title: string, actions: Actions): Disposable {
  const picker = window.createQuickPick<Entry>();
  picker.title = title;
  picker.placeholder = 'A name, or words such as: http client';
  picker.ignoreFocusOut = true;
  // The server's order is the answer; without this, the list is sorted by where the words match.
  Object.assign(picker, { sortByLabel: false });
  const asking = new Asking(ask, (found) => {
    picker.items = found.map(entry);
    picker.busy = false;
  });
  picker.onDidChangeValue((query) => {
    picker.busy = query.trim() !== '';
    asking.typed(query.trim());
  });
  picker.onDidAccept(() => {
    const item = picker.activeItems[0]?.row.item;
    if (!item) return;
    picker.hide();
    actions.accept(item);
  });
  picker.onDidTriggerItemButton(({ item: { row }, button }) => {
    if (row.item) (button === PAGE ? actions.page : actions.details)(row.item);
  });
  picker.onDidHide(() => {
    asking.close();
    picker.dispose();
  });
  picker.show();
  return picker;
}

function entry(row: Row): Entry {
  if (row.separator) return { label: row.label, kind: QuickPickItemKind.Separator, row };
  const { label, description = '', detail = '' } = row;
  const buttons = row.item ? [DETAILS, PAGE] : [];
  return { label, description, detail, buttons, alwaysShow: true, row };
}

/** Asks after a pause in typing, and passes on the answer to the latest question only. */
export class Asking {
  private timer: NodeJS.Timeout | undefined;
  private latest = 0;

  constructor(
    private readonly ask: Ask,
    private readonly show: (rows: Row[]) => void,
  ) {}

  typed(query: string): void {
    clearTimeout(this.timer);
    this.latest += 1;
    const number = this.latest;
    if (query === '') this.show([]);
    else this.timer = setTimeout(() => void this.send(query, number), PAUSE);
  }

  close(): void {
    clearTimeout(this.timer);
    this.latest += 1;
  }

  private async send(query: string, number: number): Promise<void> {
    const answer = await this.ask('pypi.search', { query, limit: LIMIT }, true);
    if (number === this.latest) this.show(answer ? rows(query, answer, Date.now()) : [NO_ANSWER]);
  }
}
