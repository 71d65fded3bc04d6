/** When a server that ended by itself is started again: later each time, and not for ever. */

const DELAYS = [500, 1_000, 2_000, 4_000, 8_000] as const;
const WINDOW = 180_000;

/** The ends of one server; times are in milliseconds. */
export class Backoff {
  private ends: number[] = [];

  /** Return how long to wait before the next start, or undefined when it has ended too often. */
  next(now: number): number | undefined {
    this.ends = this.ends.filter((end) => now - end < WINDOW);
    this.ends.push(now);
    return DELAYS[this.ends.length - 1];
  }

  /** Forget: the user asked for a new start. */
  reset(): void {
    this.ends = [];
  }
}

/** How many starts in a row may fail. */
export const LIMIT = DELAYS.length;
