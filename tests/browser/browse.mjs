// What people do on the page of `pypi-ls browse`, and what they then see.
import assert from 'node:assert/strict';
import { poorContrast } from './browser.mjs';

const box = (page) => page.getByRole('combobox', { name: 'Search Python projects' });
const rows = (page) => page.locator('#list').getByRole('option');
const names = (page) => page.locator('.row .name').allInnerTexts();
const details = (page) => page.locator('#details');
const lines = (page) => page.locator('#commands code').allInnerTexts();

/** Type words and wait until the rows are those for them. */
async function search(page, words) {
  await box(page).fill('');
  const answered = page.waitForResponse((answer) => answer.url().includes(`/api/search?${new URLSearchParams({ q: words })}&`));
  await page.keyboard.type(words);
  await answered;
  await rows(page).first().waitFor();
}

async function openProject(page, name) {
  await rows(page).filter({ has: page.locator('.name', { hasText: new RegExp(`^${name}$`) }) }).click();
  await page.locator('#releases, #details .caution').first().waitFor();
}

const active = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);
const selected = (page) => page.locator('.row[aria-selected=true]').getAttribute('id');

export async function welcome({ page, given }) {
  await page.goto(given.url);
  await page.getByText('What you type stays on this machine').waitFor();
  assert.equal(await active(page), 'q');
  await page.getByRole('button', { name: 'yaml' }).click();
  await rows(page).first().waitFor();
  assert.equal(await box(page).inputValue(), 'yaml');
  assert.ok((await names(page)).includes('PyYAML'));
}

/** Results while typing; the versions of the rows in view follow by themselves. */
export async function typing({ page, seen, given }) {
  await page.goto(given.url);
  await search(page, 'http client');
  const asked = () => seen.requests.filter((url) => url.includes('/api/versions'));
  assert.deepEqual(asked(), [], 'no index is asked while somebody types');
  const found = await names(page);
  const first = await rows(page).first().innerText();
  await page.locator('.row .version').first().waitFor();
  const marks = await page.locator('.row mark').allInnerTexts();
  assert.ok(marks.every((word) => /^(http|client)/i.test(word)), marks.join());
  return { found, first, versions: await page.locator('.row .version').count(), asked: asked().length,
    text: await page.locator('#list').innerText(), foot: await page.locator('footer').innerText() };
}

/** An answer that comes late is not shown over a newer one. */
export async function lateAnswers({ page, given }) {
  await page.goto(given.url);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(/api\/search\?q=yaml&/, async (route) => { await held; await route.continue().catch(() => {}); });
  const begun = page.waitForRequest(/q=yaml&/);
  await page.keyboard.type('yaml');
  await begun;
  await search(page, 'pillow');
  release();
  await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve, 100)); }));
  assert.equal((await names(page))[0], 'pillow');
}

export async function keyboard({ page, given }) {
  await page.goto(given.url);
  await search(page, 'http');
  assert.equal(await selected(page), 'row0');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await box(page).getAttribute('aria-activedescendant'), 'row2');
  await page.keyboard.press('PageDown');
  const far = Number((await selected(page)).slice(3));
  assert.ok(far >= 5, `a page is more than ${far} rows`);
  assert.ok(await page.locator(`#row${far}`).isVisible());
  await page.keyboard.press('PageUp');
  assert.equal(await selected(page), 'row2');
  await page.keyboard.press('Enter');
  await page.locator('#releases').waitFor();
  assert.equal(await active(page), 'head');
  assert.ok((await page.locator('#head').innerText()).startsWith(`${(await names(page))[2]} `));
  await page.keyboard.press('Escape');
  await details(page).waitFor({ state: 'hidden' });
  assert.equal(await active(page), 'list');
  await page.keyboard.press('j');
  assert.equal(await selected(page), 'row3');
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  assert.equal(await selected(page), 'row1');
  await page.keyboard.press('End');
  assert.equal(await selected(page), `row${(await rows(page).count()) - 1}`);
  await page.keyboard.press('Home');
  assert.equal(await selected(page), 'row0');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.keyboard.press('/');
  assert.equal(await active(page), 'q');
  await page.keyboard.press('Escape');
  assert.equal(await box(page).inputValue(), '');
  await page.getByText('Find a Python project').waitFor();
}

/** With the details open, j and k go from project to project. */
export async function leafing({ page, given }) {
  await page.goto(given.url);
  await search(page, 'http client');
  await page.keyboard.press('Enter');
  await page.locator('#releases').waitFor();
  const [, second] = await names(page);
  await page.keyboard.press('j');
  await page.locator('#head', { hasText: second }).waitFor();
  await page.locator('#releases').waitFor();
  assert.equal(await active(page), 'head');
  assert.equal(new URL(page.url()).searchParams.get('p'), second);
}

export async function details_({ page, given }) {
  await page.goto(given.url);
  await search(page, 'httpx');
  assert.equal(await page.locator('.group.exact .name').innerText(), 'httpx');
  await openProject(page, 'httpx');
  const text = await details(page).innerText();
  for (const link of await details(page).locator('a').all()) {
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
    assert.match(await link.getAttribute('href'), /^https?:/);
  }
  const shown = page.locator('#releases tbody tr:visible');
  const before = await shown.count();
  await page.getByRole('button', { name: /Show all \d+/ }).click();
  const after = await shown.count();
  await details(page).getByRole('button', { name: 'anyio' }).click();
  await page.locator('#head', { hasText: 'anyio' }).waitFor();
  await page.goBack();
  return { text, before, after };
}

export async function copying({ page, context, given }) {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(given.url).origin });
  await page.goto(`${given.url}?q=httpx&p=httpx`);
  await page.locator('#releases').waitFor();
  const plain = await lines(page);
  const copied = [];
  for (const tool of ['pip', 'uv', 'Poetry', 'requirements.txt']) {
    const row = page.locator('#commands li').filter({ has: page.getByText(tool, { exact: true }) });
    await row.getByRole('button').click();
    await row.getByText('Copied').waitFor();
    copied.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  await page.locator('#say', { hasText: 'Copied httpx==' }).waitFor({ state: 'attached' });
  assert.deepEqual(copied, plain);
  await page.getByRole('button', { name: 'http2', exact: true }).click();
  await page.getByRole('button', { name: 'socks', exact: true }).click();
  await page.getByRole('button', { name: '0.27.2', exact: true }).click();
  const chosen = await lines(page);
  await page.getByRole('button', { name: 'http2', exact: true }).click();
  await page.getByRole('button', { name: 'socks', exact: true }).click();
  await page.getByRole('button', { name: '0.27.2', exact: true }).click();
  assert.deepEqual(await lines(page), plain);
  return { plain, chosen };
}

/** Where the browser does not allow copying, the line is selected for the user to copy. */
export async function copyingRefused({ page, given }) {
  await page.addInitScript(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
  await page.goto(`${given.url}?p=httpx`);
  await page.locator('#releases').waitFor();
  await page.locator('#commands button').first().click();
  await page.locator('#say', { hasText: 'selected' }).waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => String(getSelection())), 'pip install httpx');
}

export async function address({ page, given }) {
  await page.goto(`${given.url}?q=http+client&sort=name`);
  await rows(page).first().waitFor();
  const sorted = await names(page);
  await page.locator('#sort').selectOption('relevance');
  await page.waitForFunction((first) => document.querySelector('.name').textContent !== first, sorted[0]);
  assert.equal(new URL(page.url()).search, '?q=http+client');
  await openProject(page, 'httpx');
  assert.equal(new URL(page.url()).search, '?q=http+client&p=httpx');
  await page.reload();
  await page.locator('#releases').waitFor();
  assert.equal(await page.title(), 'httpx · Find a Python project');
  assert.equal(await page.locator('.row[aria-selected=true] .name').innerText(), 'httpx');
  await page.goBack();
  await details(page).waitFor({ state: 'hidden' });
  assert.equal(await box(page).inputValue(), 'http client');
  await page.goForward();
  await page.locator('#releases').waitFor();
  await page.goto(given.url);
  await page.goBack();
  await page.locator('#releases').waitFor();
  return { sorted };
}

/** Every text on every view is easy to read, in both colour schemes. */
export async function contrast({ page, given }) {
  const poor = [];
  for (const view of ['', '?q=reqeusts', '?q=http+client&p=httpx', '?q=sprocket&p=leaky-sprocket', '?q=project&p=hostile-project']) {
    await page.goto(given.url + view);
    await page.locator(view.includes('p=') ? '#releases' : view ? '.row .version' : '#about').first().waitFor();
    poor.push(...await poorContrast(page));
  }
  await page.getByRole('button', { name: 'Keyboard help' }).click();
  await page.getByRole('dialog').waitFor();
  poor.push(...await poorContrast(page));
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  return { poor, background };
}

export async function narrow({ page, given }) {
  const wide = () => page.evaluate(() => [...document.querySelectorAll('body, #results, #details')].filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.id || node.tagName));
  await page.goto(given.url);
  assert.deepEqual(await wide(), []);
  await search(page, 'http client');
  assert.deepEqual(await wide(), []);
  await openProject(page, 'httpx');
  assert.deepEqual(await wide(), []);
  assert.ok(!(await page.locator('#results').isVisible()), 'the details cover the list');
  await page.getByRole('button', { name: 'Back to the results' }).click();
  await page.locator('#results').waitFor();
  assert.ok(!(await details(page).isVisible()));
  await page.goto(`${given.url}?p=hostile-project`);
  await page.locator('#releases').waitFor();
  assert.deepEqual(await wide(), []);
}

export async function hostile({ page, seen, given }) {
  await page.addInitScript(() => { addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`)); });
  await page.goto(`${given.url}?q=${encodeURIComponent('<img src=x onerror=window.broken=1>')}`);
  await page.locator('#rest, .row').first().waitFor();
  await search(page, 'hostile-project');
  await page.locator('.row .version').first().waitFor();
  await openProject(page, 'hostile-project');
  await page.getByRole('button', { name: 'fine' }).click();
  const found = await page.evaluate(() => ({
    broken: window.broken ?? null,
    images: document.images.length,
    scripts: document.scripts.length,
    bad: [...document.links].filter((link) => !/^https?:/.test(link.href)).length,
    long: document.querySelector('#details .lead').textContent.length,
    wide: document.documentElement.scrollWidth > innerWidth,
  }));
  assert.equal(seen.dialogs, 0);
  return { ...found, text: await details(page).innerText(), lines: await lines(page), row: await rows(page).first().innerText() };
}

/** What somebody hears who does not see the page. */
export async function spoken({ page, given }) {
  await page.goto(given.url);
  await search(page, 'httpx');
  await page.locator('.row .version').first().waitFor();
  await page.locator('#say', { hasText: /project/ }).waitFor({ state: 'attached' });
  const told = await page.locator('#say').innerText();
  const list = await page.locator('body').ariaSnapshot();
  await openProject(page, 'httpx');
  return { told, list, details: await details(page).ariaSnapshot() };
}

/** One project whose details cannot be had, and rows that stay without a version. */
export async function failing({ page, given }) {
  await page.goto(given.url);
  await search(page, given.query);
  await page.locator('#trouble', { hasText: /./ }).waitFor();
  const trouble = await page.locator('#trouble').innerText();
  await page.keyboard.press('Enter');
  await details(page).locator('.caution').waitFor();
  return { trouble, said: await details(page).locator('.caution').innerText() };
}

export async function unknown({ page, given }) {
  await page.goto(`${given.url}?p=${given.name}`);
  await details(page).locator('.caution').waitFor();
  return details(page).locator('.caution').innerText();
}

export async function corrected({ page, given }) {
  await page.goto(`${given.url}?q=reqeusts`);
  await rows(page).first().waitFor();
  return { note: await page.locator('#note').innerText(), first: (await names(page))[0] };
}

export async function calm({ page, given }) {
  await page.goto(`${given.url}?q=httpx&p=httpx`);
  await page.locator('#releases').waitFor();
  return page.evaluate(() => document.getAnimations().length);
}

/** The page says so when the program has ended. */
export async function abandoned({ page, given }) {
  await page.goto(given.url);
  await search(page, 'yaml');
  process.kill(given.pid, 'SIGINT');
  await page.waitForFunction(() => fetch('api/about').then(() => false, () => true), null, { polling: 50 });
  await box(page).fill('pillow');
  await page.locator('#trouble', { hasText: 'has ended' }).waitFor();
}

export async function visit({ page, given }) {
  await page.goto(given.url);
  await page.locator('#about', { hasText: /./ }).waitFor();
}

/** Take a picture once everything has come to rest. */
export async function picture({ page, given }) {
  await page.goto(given.url);
  await page.locator(given.ready).first().waitFor();
  if (given.versions) await page.waitForFunction((count) => document.querySelectorAll('.row .version').length >= count, given.versions);
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)));
  await page.screenshot({ path: given.path });
}
