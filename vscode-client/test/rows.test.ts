import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Commands, Item } from '../src/protocol';
import { Asking } from '../src/search';
import { type Row, rows } from '../src/searchRows';
import { ago, grouped, short } from '../src/words';

const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('figures', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1.0k'],
    [4_321, '4.3k'],
    [9_949, '9.9k'],
    [15_004, '15k'],
    [999_900, '1.0M'],
    [812_345_678, '812M'],
    [1_200_000_000, '1.2G'],
  ])('%d is %s', (count, text) => expect(short(count)).toBe(text));

  it.each([
    [7, '7'],
    [1_234, '1,234'],
    [880_123, '880,123'],
    [1_000_000, '1,000,000'],
  ])('%d is %s', (count, text) => expect(grouped(count)).toBe(text));
});

describe('ages', () => {
  it.each([
    ['2026-11-22T11:59:30Z', 'just now'],
    ['2026-11-22T11:59:00Z', '1 minute ago'],
    ['2026-11-22T09:00:00Z', '3 hours ago'],
    ['2026-11-20T12:00:00Z', '2 days ago'],
    ['2026-11-09T12:00:00Z', '13 days ago'],
    ['2026-11-08T12:00:00Z', '2 weeks ago'],
    ['2026-09-24T12:00:00Z', '8 weeks ago'],
    ['2026-09-01T12:00:00Z', '2 months ago'],
    ['2026-08-24T12:00:00Z', '3 months ago'],
    ['2025-11-23T12:00:00Z', '12 months ago'],
    ['2020-01-01T12:00:00Z', '6 years ago'],
    ['2030-01-01T12:00:00Z', 'just now'],
    ['yesterday', ''],
    [null, ''],
    [undefined, ''],
  ])('%s is %s', (time, text) => expect(ago(time, NOW)).toBe(text));
});

const item = (name: string, more: Partial<Item> = {}): Item => ({ name, ...more });
const found = (items: Item[], more: Partial<Commands['pypi.search'][1]> = {}) =>
  rows('query', { items, ...more }, NOW);
const shown = (list: Row[]) =>
  list.map(({ label, separator }) => (separator ? `— ${label}` : label));

describe('rows', () => {
  it('says everything that is known about a project', () => {
    const [row] = found([
      item('httpx', {
        summary: 'A client.',
        version: '0.28.1',
        released: '2026-11-20T12:00:00Z',
        downloads: 812_000_000,
        popular: true,
        installed: '0.27.0',
        fits: false,
        status: 'archived',
      }),
    ]);
    expect(row?.description).toBe(
      '0.28.1 (2 days ago)  ·  812M downloads/month  ·  installed 0.27.0  ·  not for your Python  ·  archived',
    );
    expect(row?.detail).toBe('A client.');
  });

  it('says nothing where nothing is known, and keeps the height', () => {
    const [row] = found([
      item('x', { version: null, released: null, fits: null, status: 'active' }),
    ]);
    expect(row).toEqual({ label: 'x', description: '', detail: ' ', item: expect.anything() });
  });

  it('draws no icons of foreign text', () => {
    const [row] = found([item('x', { summary: 'pay $(verified) here' })]);
    expect(row?.detail).toBe('pay $ (verified) here');
  });

  it('keeps the order and sets the exact match apart', () => {
    const list = found([item('http', { exact: true }), item('httpx'), item('aiohttp')]);
    expect(shown(list)).toEqual(['http', '— other projects', 'httpx', 'aiohttp']);
  });

  it('says what was searched instead, and what more there is', () => {
    const list = found([item('requests')], {
      corrections: [['reqeusts', 'requests']],
      truncated: true,
      searched: 'Searched 880,123 names.',
    });
    expect(shown(list)).toEqual([
      '— results for “requests”',
      'requests',
      '— more exist: type on — Searched 880,123 names.',
    ]);
  });

  it('names the command that helps as the palette does', () => {
    const searched = "Searched 3 names. `pypi.refresh` downloads the index's whole list.";
    expect(shown(found([item('rich')], { searched })).at(-1)).toContain(
      '“PyPI: Refresh the list of names” downloads',
    );
    expect(found([], { searched })[0]?.detail).not.toContain('pypi.refresh');
  });

  it('says that nothing was found, and where', () => {
    expect(found([], { searched: 'Searched 3 names.' })).toEqual([
      { label: 'Nothing found for “query”', detail: 'Searched 3 names.' },
    ]);
  });
});

describe('asking while somebody types', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function asking() {
    const asked: string[] = [];
    const answers: ((items: string[]) => void)[] = [];
    const seen: string[][] = [];
    const ask = vi.fn((_: string, { query }: { query: string }) => {
      asked.push(query);
      return new Promise((resolve) =>
        answers.push((names) => resolve({ items: names.map((name) => item(name)) })),
      );
    });
    const it = new Asking(ask as never, (list) => seen.push(list.map(({ label }) => label)));
    return { it, asked, answers, seen };
  }

  it('asks once after a pause', async () => {
    const { it: subject, asked } = asking();
    for (const query of ['h', 'ht', 'htt']) subject.typed(query);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual(['htt']);
  });

  it('drops the answer to what is no longer typed', async () => {
    const { it: subject, answers, seen } = asking();
    subject.typed('htt');
    await vi.advanceTimersByTimeAsync(100);
    subject.typed('http');
    await vi.advanceTimersByTimeAsync(100);
    answers[1]?.(['new']);
    answers[0]?.(['old']);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual([['new']]);
  });

  it('empties the list with the box, and asks nothing', async () => {
    const { it: subject, asked, seen } = asking();
    subject.typed('h');
    subject.typed('');
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual([]);
    expect(seen).toEqual([[]]);
  });

  it('shows nothing any more once it is closed', async () => {
    const { it: subject, answers, seen } = asking();
    subject.typed('h');
    await vi.advanceTimersByTimeAsync(100);
    subject.close();
    answers[0]?.(['late']);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual([]);
  });
});
