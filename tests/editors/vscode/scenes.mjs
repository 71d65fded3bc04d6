// What the pictures of the documentation show.
import * as vs from './workbench.mjs';

// Items of the status bar that only a VS Code in a browser has: no reader's window shows them.
const ELSEWHERE = ['status.host', 'status.forwardedPorts', 'status.workbench.keyboardLayout'];
const HIDDEN = `${ELSEWHERE.map((id) => `.statusbar-item[id="${id}"]`).join(', ')} { display: none !important; }`;

/** Open a file with nothing around it, and take the picture of what `play` leaves on the screen. */
async function scene({ page, seen, given }, play) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.openFile(page, given.file);
  if (await page.locator('.part.statusbar').isVisible()) await vs.statusItem(page, 'PyPI: ');
  await page.addStyleTag({ content: HIDDEN });
  await page.keyboard.press('Control+B');
  await page.locator('.explorer-folders-view').waitFor({ state: 'hidden' });
  await rest(page);
  await vs.goTo(page, given.line, given.column);
  await play();
  await vs.still(page);
  await page.screenshot({ path: given.path });
  vs.forgive(seen);
}

/** Put the mouse where nothing lights up. */
async function rest(page) {
  await page.mouse.move(20, page.viewportSize().height - 60);
}

/** Make the panel beside the list higher, as one does with the mouse: the default cuts its last line. */
async function heighten(page, pixels) {
  const { x, y, width, height } = await page.locator('.suggest-details-container').boundingBox();
  await page.mouse.move(x + width / 2, y + height - 1);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height - 1 + pixels, { steps: 5 });
  await page.mouse.up();
  await rest(page);
}

/** The list, open behind what was typed; beside it the chosen project, once it says `details`. */
export async function listScene(told) {
  const { page, given } = told;
  await scene(told, async () => {
    await vs.type(page, given.text);
    await vs.listed(page, given.wanted);
    if (!given.details) return;
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-details', { hasText: given.details }).waitFor();
    await heighten(page, 24);
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

/** The walkthrough, with the first step's picture. */
export async function walkthroughScene(told) {
  const { page } = told;
  await scene(told, async () => {
    await vs.runCommand(page, 'PyPI: Get started');
    await page.locator('.getting-started-step', { hasText: 'Search and add' }).first().waitFor();
  });
}
