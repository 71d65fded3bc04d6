/** What a search found, as rows of a list: data only. */

import type { Commands, Item } from './protocol';
import { ago, short } from './words';

/** One row; `item` is missing in rows that say something instead of naming a project. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly item?: Item;
  readonly separator?: true;
}

/** Return the rows for an answer to `query`. */
export function rows(query: string, answer: Commands['pypi.search'][1], now: number): Row[] {
  const corrected = (answer.corrections ?? []).map(([, used]) => used).join(' ');
  const head: Row[] = corrected ? [{ label: `results for “${corrected}”`, separator: true }] : [];
  if (answer.items.length === 0) {
    const detail = inPalette(answer.searched);
    return [{ label: `Nothing found for “${query}”`, ...(detail && { detail }) }];
  }
  return [
    ...head,
    ...answer.items.flatMap((item, at) => around(item, at, answer, now)),
    ...foot(answer),
  ];
}

/** Return a project's row; the projects behind an exact match are set apart from it. */
function around(item: Item, at: number, { items }: { items: Item[] }, now: number): Row[] {
  const apart = at === 1 && items[0]?.exact && !item.exact;
  return [
    ...(apart ? [{ label: 'other projects', separator: true as const }] : []),
    row(item, now),
  ];
}

function row(item: Item, now: number): Row {
  return {
    label: item.name,
    description: facts(item, now).join('  ·  '),
    // A blank keeps all rows of one height, so that the list does not jump while one types.
    detail: withoutIcons(item.summary ?? '') || ' ',
    item,
  };
}

/** Foreign text must not draw icons: `$(…)` does in lists. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}

function facts(item: Item, now: number): string[] {
  const age = ago(item.released, now);
  return [
    item.version && (age ? `${item.version} (${age})` : item.version),
    popularity(item),
    item.installed && `installed ${item.installed}`,
    item.fits === false && 'not for your Python',
    item.status && item.status !== 'active' && item.status,
  ].filter((fact): fact is string => Boolean(fact));
}

function popularity(item: Item): string | false {
  if (item.downloads) return `${short(item.downloads)} downloads/month`;
  return item.popular === true && 'well-known';
}

function foot({ searched, truncated }: Commands['pypi.search'][1]): Row[] {
  const more = truncated ? 'more exist: type on' : '';
  const label = [more, inPalette(searched)].filter(Boolean).join(' — ');
  return label ? [{ label, separator: true }] : [];
}

/** Name the command as the palette does; the server names its own. */
function inPalette(searched = ''): string {
  return searched.replace('`pypi.refresh`', '“PyPI: Refresh the list of names”');
}
