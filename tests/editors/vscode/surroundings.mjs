// What is around a file: whether its folder is trusted, and which Python is chosen.
import { renameSync, writeFileSync } from 'node:fs';
import { commandLines, servers } from './processes.mjs';
import * as vs from './workbench.mjs';

/** In a folder that is not trusted: names complete, and what a hover and VS Code itself say. */
export async function restricted({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.inStatusBar(page, 'Restricted Mode');
  await vs.openFile(page, given.file);
  await vs.goTo(page, given.line, given.column);
  await vs.type(page, 'req');
  const rows = await vs.listed(page, 'requests');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Z');
  const hover = await vs.hover(page, given.word, given.said);
  const hint = await ourHint(page);
  vs.forgive(seen);
  return { rows, hover, hint };
}

/** Return what VS Code shows about the extension where it lists those that are limited. */
async function ourHint(page) {
  await vs.runCommand(page, 'Extensions: Show Installed Extensions');
  await page.locator('.extensions-viewlet .monaco-list-row', { hasText: 'PyPI: package names' }).first().click();
  const status = page.locator('.extension-editor .status');
  await vs.until(async () => (await status.allInnerTexts()).join('').trim(), 15000, async () => 'the extension has no status');
  const text = (await status.allInnerTexts()).join('\n');
  await vs.runCommand(page, 'View: Revert and Close Editor');
  await vs.runCommand(page, 'View: Show Explorer');
  return text;
}

/** Trust the folder; the same hover says something else then, with nothing else done. */
export async function trusted({ page, seen, given }) {
  await vs.openFolder(page, given.url, given.folder);
  await vs.runCommand(page, 'Workspaces: Manage Workspace Trust');
  const button = page.locator('.workspace-trust-editor .workspace-trust-buttons-row .monaco-button', { hasText: /^Trust$/ });
  const limits = await page.locator('.workspace-trust-editor').innerText();
  await button.click();
  await page.locator('.workspace-trust-editor.trusted').waitFor();
  await page.locator('.monaco-modal-editor-block .codicon-close:visible').first().click();
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'detached' });
  await vs.openFile(page, given.file);
  const hover = await vs.hoverUntil(page, given.word, given.said);
  vs.forgive(seen);
  return { limits, hover, servers: commandLines(given.home) };
}

/** Choose a Python where nothing runs yet; type and see the list. */
export async function serving({ page, seen, given }) {
  choose(given);
  await vs.openFolder(page, given.url, given.folder);
  return servedBy({ page, seen, given });
}

/** Choose another Python while everything runs; where it is not noticed by itself, restart the server. */
export async function choosing({ page, seen, given }) {
  const before = servers(given.home);
  choose(given);
  if (given.restart) await vs.runCommand(page, 'PyPI: Restart server');
  await vs.until(() => servers(given.home).some((pid) => !before.includes(pid)), 60000, async () => 'no new server');
  await vs.openFolder(page, given.url, given.folder);
  return servedBy({ page, seen, given });
}

function choose({ choice, says }) {
  writeFileSync(`${choice}.new`, JSON.stringify(says));
  renameSync(`${choice}.new`, choice);
}

/** Wait until the wanted Python runs the one server; return the list that it gives, and what was said. */
async function servedBy({ page, seen, given }) {
  await vs.openFile(page, 'requirements.txt');
  const lines = () => commandLines(given.home);
  const isServed = () => lines().length === 1 && lines()[0][0] === given.python;
  await vs.until(isServed, 60000, async () => `not ${given.python}, but ${JSON.stringify(lines())}`);
  await vs.statusItem(page, 'PyPI: ');
  const hover = given.word ? await vs.hoverUntil(page, given.word, given.said) : '';
  await page.keyboard.press('Control+End');
  await vs.type(page, 'req');
  const rows = await vs.listed(page, 'requests');
  await page.keyboard.press('Escape');
  const said = await vs.notifications(page);
  vs.forgive(seen);
  return { rows, hover, said };
}
