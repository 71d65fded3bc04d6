// What is measured in the browser: how long a person waits, and what the server needs.
import { memory, servers } from './processes.mjs';
import * as vs from './workbench.mjs';

/** How long VS Code takes to forget what was not saved, and a window that was left, in milliseconds. */
const LETTING_GO = 3000;

/** What a person waits, in milliseconds, who opens a folder for the first time, and who does so again. */
export async function firstLists({ page, context, seen, given }) {
  const first = await firstList(page, given);
  await page.close();
  const other = await context.newPage();
  await other.waitForTimeout(LETTING_GO);
  const again = await firstList(other, given);
  vs.forgive(seen);
  return { first, again };
}

/** Milliseconds from the page's start to the list behind what was typed; the file opens by itself. */
async function firstList(page, given) {
  const file = `vscode-remote://${new URL(given.url).host}${given.folder}/requirements.txt`;
  const query = new URLSearchParams({ folder: given.folder, payload: JSON.stringify([['openFile', file]]) });
  const began = performance.now();
  await page.goto(`${given.url}/?${query}`);
  await page.waitForSelector('.editor-instance .monaco-editor.focused .view-lines', { timeout: 60000 });
  const shown = performance.now();
  await page.keyboard.type('req');
  await vs.listed(page, 'requests');
  const listed = performance.now();
  await page.keyboard.press('Escape');
  await vs.undone(page); // what is not saved would be there again
  await page.waitForTimeout(LETTING_GO);
  return { shown: shown - began, listed: listed - began };
}

/** Type for a while with the whole list in use; return the server's memory. */
export async function memoryInUse({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  await vs.statusItem(page, given.status);
  for (const word of ['requ', 'djang', 'numpi', 'pyte', 'tensor', 'beautifulsuop']) {
    await vs.type(page, word);
    await vs.anyListed(page);
    await page.keyboard.press('Escape');
    await vs.type(page, '\n');
  }
  vs.forgive(seen);
  return memory(servers(given.home)[0]);
}
