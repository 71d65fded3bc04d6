// VS Code's workbench, as a person uses it: opening files, typing, reading lists and notifications.
//
// Contract: every function waits for what it is about to read, and says in its error what was there.

const shown = new WeakMap();

/** Open a folder's window; where it is open already, leave nothing in it that was done before. */
export async function openFolder(page, url, folder, { payload } = {}) {
  page.setDefaultTimeout(60000);
  const place = `${url} ${folder}`;
  const last = shown.get(page);
  shown.set(page, { place, isClear: false });
  if (!payload && last?.place === place) {
    if (!last.isClear) await cleared(page);
    return;
  }
  const query = new URLSearchParams({ folder, ...(payload && { payload: JSON.stringify(payload) }) });
  await page.goto(`${url}/?${query}`);
  await page.waitForSelector('.monaco-workbench', { timeout: 90000 });
  await page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 90000 });
}

/** The same ahead of time: who opens it next finds what has happened since then. */
export async function openAhead(page, url, folder) {
  await openFolder(page, url, folder);
  shown.get(page).isClear = true;
}

/** Close all editors without saving, all lists and all messages. */
async function cleared(page) {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  const tabs = page.locator('.editor-group-container .tab');
  while (await tabs.count()) {
    const before = await tabs.count();
    await runCommand(page, 'View: Revert and Close Editor');
    await until(async () => (await tabs.count()) < before, 15000, async () => 'an editor stays open');
  }
  if ((await notifications(page)).length) await runCommand(page, 'Notifications: Clear All Notifications');
}

/** Open a file of the folder's top from the explorer; the cursor is in it then. */
export async function openFile(page, name) {
  const row = page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`).first();
  await row.dblclick();
  await page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
  await page.locator('.editor-instance .view-lines').click({ position: { x: 300, y: 9 } });
  await page.waitForSelector('.editor-instance .monaco-editor.focused');
}

/** Run a command of the palette by its title; the palette has some only after a while, and then when it is opened anew. */
export async function runCommand(page, title) {
  const row = page.locator('.quick-input-widget:visible .monaco-list-row.focused', { hasText: title }).first();
  const input = page.locator('.quick-input-widget .quick-input-box input');
  const isThere = async () => {
    await page.keyboard.press('F1');
    // The last list may be on its way out, and takes nothing any more.
    const found = await input.fill(`>${title}`, { timeout: 2000 }).then(() => row.waitFor({ timeout: 2000 })).then(() => true, () => false);
    if (!found) await page.keyboard.press('Escape');
    return found;
  };
  await until(isThere, 60000, async () => `the palette has no ${title}`);
  await page.keyboard.press('Enter');
}

/** Put the cursor at a line and column, both from 1. */
export async function goTo(page, line, column) {
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await input.waitFor({ state: 'visible' });
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
  await page.waitForSelector('.editor-instance .monaco-editor.focused');
}

/** Type like a person. */
export async function type(page, text) {
  await page.keyboard.type(text, { delay: 40 });
}

const ROWS = '.suggest-widget.visible .monaco-list-row';

/** Return the labels of the list that has opened by itself, once it shows `wanted`. */
export async function listed(page, wanted, timeout = 60000) {
  const labels = () => page.locator(ROWS).evaluateAll((rows) => rows.map((row) => row.querySelector('.label-name')?.textContent ?? ''));
  await until(async () => (await labels()).includes(wanted), timeout, async () => `no ${wanted} in the list, but: ${JSON.stringify(await labels())}`);
  return labels();
}

/** Wait until any list is open. */
export async function anyListed(page) {
  await page.locator(ROWS).first().waitFor();
}

/** Wait until no list is open. */
export async function listClosed(page) {
  await page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
}

/** Return the visible text of the list's first row. */
export async function firstRow(page) {
  return page.locator(ROWS).first().innerText();
}

/** Return the rows of the quick pick once one has `wanted` in it. */
export async function picks(page, wanted, timeout = 60000) {
  const rows = page.locator('.quick-input-list .monaco-list-row');
  const texts = async () => (await rows.allInnerTexts()).map((text) => text.replaceAll('\n', ' '));
  await until(async () => (await texts()).some((text) => text.includes(wanted)), timeout, async () => `no ${wanted} among: ${JSON.stringify(await texts())}`);
  return texts();
}

/** Wait until a quick pick with this title takes what is typed. */
export async function pickerReady(page, title) {
  await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: title }).waitFor();
}

/** Choose the row of the quick pick that begins with `label`, once the rows come and go no more. */
export async function choose(page, label) {
  let last;
  await until(async () => {
    const now = (await page.locator('.quick-input-list .monaco-list-row').allInnerTexts()).join();
    const isBusy = await page.locator('.quick-input-progress.active').count();
    const isSame = !isBusy && now === last;
    last = now;
    if (!isSame) await new Promise((resolve) => { setTimeout(resolve, 250); });
    return isSame;
  }, 30000, async () => `the rows do not rest: ${last}`);
  await page.locator('.quick-input-list .monaco-list-row').filter({ has: page.locator('.label-name', { hasText: label }) }).first().click();
}

/** Wait until the editor's text has `words`. */
export async function textHas(page, words) {
  const has = async () => (await lines(page)).some((line) => line.includes(words));
  await until(has, 15000, async () => `no ${words} in: ${JSON.stringify(await lines(page))}`);
}

/** Wait until the editor's visible text is `text`. */
export async function textIs(page, text) {
  await until(async () => (await lines(page)).join('\n') === text, 15000, async () => `not ${text}, but: ${JSON.stringify(await lines(page))}`);
}

/** Return the status bar's item that has `words`, as soon as there is one. */
export async function inStatusBar(page, words) {
  const item = page.locator('.statusbar-item', { hasText: words }).first();
  await item.waitFor();
  return (await item.innerText()).trim();
}

/** Return the text of the hover over a word. */
export async function hover(page, word, wanted, timeout = 30000) {
  await page.mouse.move(5, 5);
  const box = await page.locator('.editor-instance .view-lines .view-line span span', { hasText: word }).last().boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  const shown = page.locator('.monaco-hover:not(.hidden) .hover-contents');
  const text = async () => (await shown.allInnerTexts()).join('\n');
  await until(async () => (await text()).includes(wanted), timeout, async () => `no ${wanted} in the hover: ${await text()}`);
  return text();
}

/** Hover over a word again and again until the hover says what is wanted; return its text. */
export async function hoverUntil(page, word, wanted) {
  let last = '';
  const says = async () => {
    last = await hover(page, word, wanted, 3000).catch((error) => error.message);
    return last.startsWith('no ') ? '' : last;
  };
  return until(says, 60000, async () => last);
}

/** Take back what was typed, until the active file is as it was saved. */
export async function undone(page) {
  const isClean = async () => (await page.locator('.tab.active:not(.dirty)').count()) > 0;
  await until(async () => (await isClean()) || (await page.keyboard.press('Control+Z')), 15000, async () => 'still not as it was saved');
}

/** Save the active file and wait until it is saved. */
export async function save(page) {
  await page.keyboard.press('Control+S');
  await page.waitForSelector('.tab.active:not(.dirty)');
}

/** Return the notifications that are shown, each as its text and its buttons. */
export async function notifications(page) {
  return page.locator('.notifications-toasts .notification-list-item').evaluateAll((items) => items.map((item) => ({
    text: item.querySelector('.notification-list-item-message')?.textContent ?? '',
    buttons: [...item.querySelectorAll('.notification-list-item-buttons-container .monaco-button')].map((button) => button.textContent ?? ''),
  })));
}

/** Wait for a notification with `words` in it. */
export async function notified(page, words, timeout = 60000) {
  const found = async () => (await notifications(page)).find(({ text }) => text.includes(words));
  await until(found, timeout, async () => `no message with “${words}”, but: ${JSON.stringify(await notifications(page))}`);
  return found();
}

/** Press a notification's button. */
export async function press(page, button) {
  await page.locator('.notifications-toasts .monaco-button', { hasText: button }).first().click();
}

/** Return what the extension's item in the status bar says, once that has `wanted` in it. */
export async function statusItem(page, wanted, timeout = 60000) {
  const item = page.locator('.statusbar-item[id*="pypi.status"]');
  const text = async () => ((await item.count()) ? item.first().innerText() : '');
  await until(async () => (await text()).includes(wanted), timeout, async () => `no ${wanted} in the status bar: ${await text()}`);
  return (await text()).trim();
}

/** Return the editor's visible lines. */
export async function lines(page) {
  return page.locator('.editor-instance .view-lines').first().evaluate((all) => [...all.children]
    .sort((one, other) => parseInt(one.style.top, 10) - parseInt(other.style.top, 10))
    .map((line) => line.textContent.replaceAll('\u00a0', ' ')));
}

/** Do what opens an address in another page of the browser; return the address, which is not opened. */
export async function wouldOpen(page, act) {
  await page.evaluate(() => {
    window.addressOpened = '';
    window.open = (address) => { window.addressOpened = String(address); return window; };
  });
  await act();
  return until(() => page.evaluate(() => window.addressOpened), 30000, async () => 'no address was opened');
}

/** Return the text of the frame that has `words`, as previews do. */
export async function inFrames(page, words) {
  const texts = () => Promise.all(page.frames().slice(1).map((frame) => frame.evaluate(() => document.body?.innerText ?? '').catch(() => '')));
  return until(async () => (await texts()).find((text) => text.includes(words)), 30000, async () => `no frame with ${words}, but: ${JSON.stringify(await texts())}`);
}

/** Wait until nothing moves on the screen any more. */
export async function still(page) {
  let last;
  await until(async () => {
    const now = (await page.screenshot()).toString('base64');
    const isSame = now === last;
    last = now;
    if (!isSame) await new Promise((resolve) => { setTimeout(resolve, 400); });
    return isSame;
  }, 8000, async () => '').catch(() => {}); // a cursor may blink for ever
}

/** Wait until `holds` gives something; fails with what `seen` says. */
export async function until(holds, timeout, seen) {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > end) throw new Error(await seen());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// What a preview shows has addresses of VS Code's own, which the page itself answers: no host has them.
const PREVIEW = /^https:\/\/[^/]+\.vscode-resource\.vscode-cdn\.net\//;

/** Forget what VS Code itself complains about: no gallery, no secure context, and messages that it logs as errors. */
export function forgive(seen) {
  const ours = seen.problems.filter((problem) => problem.includes('/dist/client.js') || problem.includes('/dist/extension.js'));
  seen.problems.splice(0, seen.problems.length, ...ours);
  seen.requests.splice(0, seen.requests.length, ...seen.requests.filter((url) => !PREVIEW.test(url)));
}
