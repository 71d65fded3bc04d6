// Windows that stay open from one scenario to the next: loading VS Code is most of what a test costs.
//
// Contract: what a window's pages ask for and complain about counts for the scenario that plays
// there; a scenario that fails takes its window with it.
import { openPage } from '../../browser/browser.mjs';
import * as plays from './scenarios.mjs';
import { forgive } from './workbench.mjs';

const windows = new Map();

/** Play the scenario `given.play` in the window of `given.url` and `given.folder`, opened if need be. */
export async function again({ context, seen, given }) {
  const name = `${given.url} ${given.folder}`;
  if (!windows.has(name)) windows.set(name, await openPage(context.browser(), given.options));
  const window = windows.get(name);
  try {
    const result = await plays[given.play]({ ...window, given });
    seen.requests.push(...window.seen.requests.splice(0));
    seen.problems.push(...window.seen.problems.splice(0));
    return result;
  } catch (error) {
    if (given.failure) await window.page.screenshot({ path: given.failure }).catch(() => {});
    given.failure = undefined; // the driver's own page shows nothing
    await close(name);
    throw error;
  }
}

/** Close the windows of `given.url`: what they show is about to end. */
export async function closeWindows({ given }) {
  for (const name of [...windows.keys()].filter((it) => it.startsWith(`${given.url} `))) await close(name);
}

async function close(name) {
  const { context, seen } = windows.get(name);
  windows.delete(name);
  forgive(seen);
  await context.close();
}
