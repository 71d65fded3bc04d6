// What the pictures of the documentation show.
import * as vs from './workbench.mjs';

/** Open a file with nothing around it, and take the picture of what `play` leaves on the screen. */
async function scene({ page, seen, given }, play) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, given.file);
  await vs.statusItem(page, 'PyPI: ');
  await page.keyboard.press('Control+B');
  await page.locator('.explorer-folders-view').waitFor({ state: 'hidden' });
  await page.mouse.move(100, 330); // away from borders, which light up
  await vs.goTo(page, given.line ?? 5, given.column ?? 1);
  await play();
  await vs.still(page);
  await page.screenshot({ path: given.path });
  vs.forgive(seen);
}

/** The list, open behind what was typed. */
export async function listScene(told) {
  const { page, given } = told;
  await scene(told, async () => {
    await vs.type(page, given.text);
    await vs.listed(page, given.wanted);
  });
}

/** The hover over a word. */
export async function hoverScene(told) {
  await scene(told, () => vs.hover(told.page, told.given.word, told.given.wanted));
}

/** Search packages. */
export async function searchScene(told) {
  const { page, given } = told;
  await scene(told, async () => {
    await vs.runCommand(page, 'PyPI: Search packages…');
    await vs.pickerReady(page, 'Search packages');
    await vs.type(page, given.text);
    await vs.picks(page, given.wanted);
  });
}

/** The menu behind the item in the status bar. */
export async function menuScene(told) {
  await scene(told, async () => {
    await told.page.locator('.statusbar-item[id*="pypi.status"]').first().click();
    await vs.picks(told.page, 'Show status');
  });
}

/** The question before the first download. */
export async function questionScene(told) {
  await scene(told, () => vs.notified(told.page, 'list of names'));
}

/** The walkthrough. */
export async function walkthroughScene(told) {
  const { page } = told;
  await scene(told, async () => {
    await vs.runCommand(page, 'PyPI: Get started');
    await page.locator('.getting-started-step', { hasText: 'Search and add' }).first().waitFor();
  });
}
