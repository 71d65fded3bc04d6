// Bad days: no Python, a dead server, settings that make no sense, far too many files.
import { existsSync } from 'node:fs';
import { servers } from './processes.mjs';
import * as vs from './workbench.mjs';

/** Open the folder, and nothing else, before something changes around it. */
export async function ahead({ page, seen, given }) {
  await vs.openAhead(page, given.url, given.folder);
  vs.forgive(seen);
}

/** What is said about why no server runs; pressing a button, where one is given. */
export async function complaint({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  if (given.restart) await vs.runCommand(page, 'PyPI: Restart server');
  const message = await vs.notified(page, given.words, 120000);
  const all = await vs.notifications(page);
  const item = page.locator('.statusbar-item[id*="pypi.status"]').first();
  const label = (await item.count()) ? await item.getAttribute('aria-label') : '';
  if (given.press) {
    await vs.press(page, given.press);
    await page.waitForSelector(given.opens);
  }
  vs.forgive(seen);
  return { message, all, label };
}

/** What was missing is there now: the user asks for a restart, and the list opens. */
export async function mended({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  await vs.runCommand(page, 'PyPI: Restart server');
  await vs.statusItem(page, 'PyPI: ');
  await vs.openFile(page, 'requirements.txt');
  await vs.type(page, 'req');
  const rows = await vs.listed(page, 'requests');
  vs.forgive(seen);
  return { rows, said: await vs.notifications(page) };
}

/** The server is killed, as the system does when memory is short; typing goes on. */
export async function killed({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  await vs.statusItem(page, 'PyPI: ');
  const [before, ...others] = servers(given.home);
  process.kill(before, 'SIGKILL');
  await vs.until(() => servers(given.home).some((pid) => pid !== before), 60000, async () => 'no new server');
  await vs.type(page, 'req');
  const rows = await vs.listed(page, 'requests');
  const said = await vs.notifications(page);
  vs.forgive(seen);
  return { before, others, after: servers(given.home), rows, said };
}

/** Two windows show one folder: both complete, and both know the list that one of them has fetched. */
export async function twoWindows({ page, context, seen, given }) {
  const other = await context.newPage();
  const rows = [];
  for (const [window, text, wanted] of [[page, 'req', 'requests'], [other, 'djan', 'Django']]) {
    await vs.openFolder(window, given.url, given.folder);
    await vs.openFile(window, 'requirements.txt');
    await vs.statusItem(window, given.status, 120000);
    await window.keyboard.press('Control+End');
    await vs.type(window, text);
    rows.push((await vs.listed(window, wanted))[0]);
    await window.keyboard.press('Enter');
    await vs.listClosed(window);
    await vs.type(window, '\n');
    await vs.save(window);
  }
  const count = servers(given.home).length;
  vs.forgive(seen);
  return { rows, servers: count };
}

/** Complete whatever else is wrong, and return what was said about it. */
export async function anyway({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  const said = given.words ? await vs.notified(page, given.words) : undefined;
  if (given.after_start_of) await vs.until(() => existsSync(given.after_start_of), 60000, async () => 'the program was not started');
  await vs.openFile(page, 'requirements.txt');
  await vs.type(page, 'req');
  const rows = await vs.listed(page, 'requests');
  if (given.hover) {
    await page.keyboard.press('Enter');
    await vs.hover(page, 'requests', given.hover);
  }
  if (given.command) await vs.runCommand(page, given.command);
  if (given.after) await vs.notified(page, given.after);
  vs.forgive(seen);
  return { rows, said, all: await vs.notifications(page), status: await vs.statusItem(page, 'PyPI') };
}
