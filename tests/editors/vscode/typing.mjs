// Ordinary editing: lists that open by themselves, accepting, hovering.
import * as vs from './workbench.mjs';

/** Typing in requirements.txt opens the list; an item is accepted; hovering tells about it. */
export async function requirements({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  await vs.type(page, 'req');
  const rows = await vs.listed(page, 'requests');
  await page.keyboard.press('Enter');
  await vs.save(page);
  const hover = await vs.hover(page, 'requests', 'HTTP');
  vs.forgive(seen);
  return { rows, hover };
}

/** Typing in requirements.txt opens the list; return its visible rows once they are as wanted, or what they are. */
export async function rowsOf({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  await vs.type(page, given.text);
  let rows = [];
  const wanted = given.wanted.join();
  const isThere = async () => {
    rows = (await vs.listed(page, given.wanted[0])).slice(0, given.wanted.length);
    return rows.join() === wanted;
  };
  await vs.until(isThere, 15000, async () => `not ${wanted}, but ${rows}`);
  await page.keyboard.press('Escape');
  vs.forgive(seen);
  return rows;
}

/** Typing at a place of any file opens the list; the first item is accepted and the file saved. */
export async function accept({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, given.file);
  const taken = [];
  for (const { line, column, text, wanted } of given.edits) {
    await vs.goTo(page, line, column);
    await vs.type(page, text);
    const rows = await vs.listed(page, wanted);
    taken.push(rows[0]);
    await page.keyboard.press('Enter');
    await vs.listClosed(page);
  }
  await vs.save(page);
  const hover = given.word ? await vs.hover(page, given.word, given.said) : '';
  vs.forgive(seen);
  return { taken, hover };
}

/** A line `#? words` lists what fits; accepting it leaves a requirement. */
export async function question({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  await vs.type(page, '#? http client');
  const rows = await vs.listed(page, 'httpx');
  for (let step = rows.indexOf('httpx'); step > 0; step -= 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await vs.listClosed(page);
  await vs.textIs(page, 'httpx');
  await vs.save(page);
  vs.forgive(seen);
  return { rows };
}

/** Ctrl+Space opens the list; a second one, what is known about the chosen project beside it. */
export async function suggestDetails({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, 'requirements.txt');
  await vs.type(page, given.text);
  await vs.listed(page, given.wanted);
  await page.keyboard.press('Escape');
  await vs.listClosed(page);
  await page.keyboard.press('Control+Space');
  await vs.listed(page, given.wanted);
  await page.keyboard.press('Control+Space');
  const panel = page.locator('.suggest-details-container:visible');
  const text = async () => (await panel.count() ? panel.first().innerText() : '');
  await vs.until(async () => (await text()).includes(given.said), 15000, async () => `no ${given.said} beside the list, but: ${await text()}`);
  const said = await text();
  const [beside, list] = [await panel.first().boundingBox(), await page.locator('.suggest-widget.visible').boundingBox()];
  await page.keyboard.press('Control+Space'); // VS Code remembers that it was open
  await page.keyboard.press('Escape');
  vs.forgive(seen);
  return { said, apart: beside.x >= list.x + list.width - 2 || beside.x + beside.width <= list.x + 2 };
}
