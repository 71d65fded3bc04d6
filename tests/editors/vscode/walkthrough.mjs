// The walkthrough: each step's button is pressed, and the step is ticked off by what it started.
import * as vs from './workbench.mjs';

const EXAMPLE = '.tab[data-resource-name^="Untitled"]';

/** Go through the three steps, in an example and in nothing else. */
export async function walkthrough({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  const before = await ticked(page, '');

  await press(page, 'type', 'Open an example');
  await page.waitForSelector(`${EXAMPLE}.active`);
  const language = await page.locator('.statusbar-item[id="status.editor.mode"]').innerText();
  await page.keyboard.type('req');
  const rows = await vs.listed(page, 'requests');
  await page.keyboard.press('Enter');
  const typed = await ticked(page, 'type');

  await press(page, 'list', 'Download the list');
  const listed = await ticked(page, 'list');
  await page.locator(EXAMPLE).click();
  const status = await vs.statusItem(page, given.status);

  await ticked(page, 'list');
  await press(page, 'search', 'Search packages');
  await vs.pickerReady(page, 'Search packages');
  await vs.type(page, 'httpx');
  await vs.picks(page, 'httpx');
  await vs.choose(page, 'httpx');
  await vs.picks(page, 'Add to a file');
  await vs.choose(page, 'Add to a file');
  const files = await vs.picks(page, 'Untitled');
  await vs.choose(page, 'Untitled');
  await vs.inStatusBar(page, 'Added ');
  const text = await vs.lines(page);
  const searched = await ticked(page, 'search');
  const said = await vs.notifications(page);
  vs.forgive(seen);
  return { language: language.trim(), rows, status, files, text, said, ticks: [before, typed, listed, searched] };
}

/** Show the walkthrough; return the steps that are ticked off, once `wanted` is one of them. */
async function ticked(page, wanted) {
  await vs.runCommand(page, 'PyPI: Get started');
  await step(page, 'search').waitFor();
  const ids = () => page.locator('.getting-started-step').evaluateAll((steps) => steps
    .filter((it) => it.getAttribute('aria-checked') === 'true').map((it) => it.dataset.stepId.replace(/.*#/, '')));
  await vs.until(async () => !wanted || (await ids()).includes(wanted), 15000, async () => `not ${wanted}, but ${JSON.stringify(await ids())}`);
  return ids();
}

async function press(page, id, button) {
  if (await step(page, id).getAttribute('aria-expanded') !== 'true') await step(page, id).click();
  await step(page, id).locator('.monaco-button', { hasText: button }).click();
}

function step(page, id) {
  return page.locator(`.getting-started-step[data-step-id$="#${id}"]`).first();
}
