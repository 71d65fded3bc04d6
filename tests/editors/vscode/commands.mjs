// The palette's commands, the status bar, questions and progress.
import { servers } from './processes.mjs';
import * as vs from './workbench.mjs';

/** Search packages, choose one, and see it in the file (and, where there are several places, choose one). */
export async function searching({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, given.file);
  await vs.statusItem(page, 'PyPI');
  await vs.runCommand(page, 'PyPI: Search packages…');
  await vs.pickerReady(page, 'Search packages');
  await vs.type(page, given.query);
  const rows = await vs.picks(page, given.choose);
  await vs.choose(page, given.choose);
  const places = given.place ? await vs.picks(page, given.place) : [];
  if (given.place) await vs.choose(page, given.place);
  await vs.textHas(page, given.choose);
  await vs.save(page);
  vs.forgive(seen);
  return { rows, places };
}

/** The item in the status bar has a menu; what is chosen there happens. */
export async function menu({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'plain.txt');
  const beside = await page.locator('.statusbar-item[id*="pypi.status"]').count();
  await vs.openFile(page, 'requirements.txt');
  const text = await vs.statusItem(page, 'PyPI: ');
  await page.locator('.statusbar-item[id*="pypi.status"]').first().click();
  const rows = await vs.picks(page, 'Show status');
  await vs.choose(page, 'Show status');
  const { text: status } = await vs.notified(page, 'Index:');
  vs.forgive(seen);
  return { beside, text, rows, status };
}

/** The one question, its answer and the download that follows, with its progress. */
export async function consent({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  const question = await vs.notified(page, 'list of names');
  if (given.answer) await vs.press(page, given.answer);
  const progress = given.answer === 'Download daily' ? await vs.inStatusBar(page, 'Refreshing the list') : '';
  const status = await vs.statusItem(page, given.status);
  vs.forgive(seen);
  return { question, progress, status };
}

/** Whether a new server asks a question within the time in which the file's own work is done. */
export async function questions({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  if (given.restart) {
    const before = servers(given.home);
    await vs.runCommand(page, 'PyPI: Restart server');
    await vs.until(() => servers(given.home).some((pid) => !before.includes(pid)), 60000, async () => 'no new server');
    await vs.openFile(page, 'requirements.txt');
  }
  const status = await vs.statusItem(page, given.status);
  await vs.type(page, 'req');
  await vs.listed(page, 'requests');
  const asked = await vs.notifications(page);
  vs.forgive(seen);
  return { status, asked };
}

/** Refresh by command: progress while it runs, the new count afterwards. */
export async function refresh({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  const before = await vs.statusItem(page, 'PyPI: ');
  await vs.runCommand(page, 'PyPI: Refresh the list of names');
  const progress = await vs.inStatusBar(page, 'Refreshing the list');
  const after = await vs.statusItem(page, given.status);
  vs.forgive(seen);
  return { before, progress, after };
}
