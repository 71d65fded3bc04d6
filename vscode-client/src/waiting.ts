/** Waiting, and for how long. */

/** How long it takes to notice that a server's process has ended, in milliseconds. */
export const NOTICING = 500;

/** Resolve with nothing after so many milliseconds. */
export function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
