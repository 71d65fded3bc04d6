/** Figures and ages as people read them. */

const UNITS: readonly [number, string][] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** Return `812000000` as `812M`, `4300` as `4.3k`. */
export function short(count: number): string {
  for (const [size, unit] of UNITS) {
    const scaled = count / size;
    if (scaled >= 0.9995) return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
  }
  return String(count);
}

/** Return `880123` as `880,123`. */
export function grouped(count: number): string {
  return String(Math.trunc(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

const DAY = 86_400_000;

/** From how long ago on a unit is used, its length, its name: as the server says it (`features/ages.py`). */
const STEPS: readonly [number, number, string][] = [
  [365 * DAY, 365 * DAY, 'year'],
  [60 * DAY, 30 * DAY, 'month'],
  [14 * DAY, 7 * DAY, 'week'],
  [DAY, DAY, 'day'],
  [3_600_000, 3_600_000, 'hour'],
  [60_000, 60_000, 'minute'],
];

/** Return how long ago an ISO time was: `3 hours ago`; empty when it is no time. */
export function ago(time: string | null | undefined, now: number): string {
  const then = time ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(then)) return '';
  for (const [least, size, word] of STEPS) {
    if (now - then < least) continue;
    const count = Math.floor((now - then) / size);
    return `${count} ${word}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
