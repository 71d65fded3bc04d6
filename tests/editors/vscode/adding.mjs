// Adding, updating and looking at projects by the palette's commands and the buttons of a search.
import { servers } from './processes.mjs';
import * as vs from './workbench.mjs';

/** Open the folder and, where one is given, a file of it; wait until the server knows it. */
async function begin({ page, given }) {
  await vs.openFolder(page, given.url, given.folder);
  if (!given.open) return;
  await vs.openFile(page, given.open);
  await vs.statusItem(page, 'PyPI: ');
}

/** Add a dependency to the open file or, where none is open, to one that is chosen; then take it back. */
export async function adding({ page, seen, given }) {
  await begin({ page, given });
  await vs.runCommand(page, 'PyPI: Add dependency…');
  const files = given.open ? [] : await vs.picks(page, given.file);
  if (!given.open) await vs.choose(page, given.file);
  await vs.pickerReady(page, `Add to ${given.file}`);
  await vs.type(page, given.query);
  await vs.picks(page, given.choose);
  await vs.choose(page, given.choose);
  const places = given.place ? await vs.picks(page, given.place) : [];
  if (given.place) await vs.choose(page, given.place);
  await vs.textHas(page, given.choose);
  await vs.inStatusBar(page, `Added \`${given.choose}`);
  await vs.save(page);
  vs.forgive(seen);
  return { files, places };
}

/** Say that a project is there already, and change nothing. */
export async function refused({ page, seen, given }) {
  await begin({ page, given });
  await vs.runCommand(page, 'PyPI: Add dependency…');
  await vs.pickerReady(page, 'Add to');
  await vs.type(page, given.query);
  await vs.picks(page, given.query);
  await vs.choose(page, given.query);
  const { text } = await vs.notified(page, given.words);
  const isDirty = await page.locator('.tab.active.dirty').count();
  vs.forgive(seen);
  return { text, isDirty };
}

/** Update all constraints of a file, see what is said and what stands there, and undo it with one key. */
export async function updating({ page, seen, given }) {
  await begin({ page, given });
  const before = await vs.lines(page);
  await vs.runCommand(page, 'PyPI: Update all…');
  const { text: said } = await vs.notified(page, given.words);
  const after = await vs.lines(page);
  await page.locator('.editor-instance .view-lines').first().click({ position: { x: 300, y: 9 } });
  if (after.join() !== before.join()) {
    await page.keyboard.press('Control+Z');
    await vs.textIs(page, before.join('\n'));
  }
  const dirty = await page.locator('.tab.active.dirty').count();
  vs.forgive(seen);
  return { said, after, dirty };
}

/** Show the page of the project at a place of the file; returns the address that is opened. */
export async function pageOf({ page, seen, given }) {
  await begin({ page, given });
  await vs.goTo(page, given.line, given.column);
  const address = given.nothing ? '' : await vs.wouldOpen(page, () => vs.runCommand(page, 'PyPI: Show project page'));
  if (given.nothing) {
    await vs.runCommand(page, 'PyPI: Show project page');
    await vs.notified(page, given.nothing);
  }
  vs.forgive(seen);
  return address;
}

/** Press the buttons of a search's row, then choose it. */
export async function buttons({ page, seen, given }) {
  await begin({ page, given });
  await vs.runCommand(page, 'PyPI: Search packages…');
  await vs.pickerReady(page, 'Search packages');
  await vs.type(page, given.query);
  await vs.picks(page, given.choose);
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ has: page.locator('.label-name', { hasText: given.choose }) }).first();
  const press = async (icon) => {
    await row.hover();
    await row.locator(`.codicon-${icon}`).click();
  };
  const address = await vs.wouldOpen(page, () => press('link-external'));
  await press('info');
  const shown = await vs.inFrames(page, given.wanted);
  await vs.picks(page, given.choose); // the search is still there
  await vs.choose(page, given.choose);
  await vs.textHas(page, given.choose);
  await vs.inStatusBar(page, `Added \`${given.choose}`);
  await vs.save(page);
  vs.forgive(seen);
  return { address, shown };
}

/** Search for what nobody has; Enter does nothing then. */
export async function nothingFound({ page, seen, given }) {
  await begin({ page, given });
  await vs.runCommand(page, 'PyPI: Search packages…');
  await vs.pickerReady(page, 'Search packages');
  await vs.type(page, given.query);
  const rows = await vs.picks(page, `Nothing found for “${given.query}”`);
  await page.keyboard.press('Enter');
  await vs.picks(page, 'Nothing found');
  await page.keyboard.press('Escape');
  const dirty = await page.locator('.tab.active.dirty').count();
  vs.forgive(seen);
  return { rows, dirty, said: await vs.notifications(page) };
}

/** Search while the server has just been killed: the rows come from the next one. */
export async function searchingKilled({ page, seen, given }) {
  await begin({ page, given });
  await vs.runCommand(page, 'PyPI: Search packages…');
  await vs.pickerReady(page, 'Search packages');
  const [before] = servers(given.home);
  process.kill(before, 'SIGKILL');
  await vs.type(page, given.query);
  const rows = await vs.picks(page, given.choose);
  await vs.choose(page, given.choose);
  await vs.textHas(page, given.choose);
  await vs.inStatusBar(page, `Added \`${given.choose}`);
  await vs.save(page);
  vs.forgive(seen);
  return { rows, before, after: servers(given.home), said: await vs.notifications(page) };
}

/** Search with no manifest open; what can be done with the project is asked. */
export async function searchingElsewhere({ page, context, seen, given }) {
  await begin({ page, given });
  await vs.runCommand(page, 'PyPI: Search packages…');
  await vs.pickerReady(page, 'Search packages');
  await vs.type(page, given.query);
  await vs.picks(page, given.choose);
  await vs.choose(page, given.choose);
  const ways = await vs.picks(page, 'Copy');
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(given.url).origin });
  await vs.choose(page, 'Copy');
  await vs.inStatusBar(page, 'Copied ');
  vs.forgive(seen);
  return { ways, copied: await page.evaluate(() => navigator.clipboard.readText()) };
}
