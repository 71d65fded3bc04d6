// A real Chromium for tests, and a record of all that it asks for.
//
// Contract: nothing but loopback can be reached; what pages tried, and what went wrong in them, is
// in `seen`. Used by the scenarios here and by tests of editors that run in a browser.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const QUIET = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-extensions', '--disable-default-apps',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Return the path of a Chromium, as $CHROMIUM or the PATH say. */
export function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of NAMES) {
    for (const folder of (process.env.PATH || '').split(delimiter)) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch { /* not here */ }
    }
  }
  throw new Error('There is no Chromium: run tests/browser/setup.');
}

/** Start a browser. */
export async function launch() {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: QUIET });
}

/** Open an empty page in a context of its own; `options` are the context's (viewport, colorScheme …). */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const seen = { requests: [], problems: [], dialogs: 0 };
  context.on('request', (request) => seen.requests.push(request.url()));
  const page = await context.newPage();
  page.on('pageerror', (error) => seen.problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) seen.problems.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => { seen.dialogs += 1; return dialog.dismiss(); });
  return { context, page, seen };
}

/** Return what was asked for beyond loopback. */
export function elsewhere(seen) {
  return seen.requests.filter((url) => {
    const { protocol, hostname } = new URL(url);
    return !['data:', 'blob:', 'about:'].includes(protocol) && !['127.0.0.1', 'localhost'].includes(hostname);
  });
}

/** Return every visible text whose contrast against its background is below what WCAG's AA asks. */
export async function poorContrast(page) {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top, below) => top.slice(0, 3).map((part, place) => part * top[3] + below[place] * (1 - top[3]));
    const light = (rgb) => {
      const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (node) => {
      const layers = [];
      for (let at = node; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
      return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
    };
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest('.unseen, script, style, option')) continue;
      const style = getComputedStyle(node);
      const back = behind(node);
      const [one, other] = [light(over(rgba(style.color), back)), light(back)].sort((a, b) => b - a);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const ratio = (one + 0.05) / (other + 0.05);
      if (ratio < (large ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 40)}`);
    }
    return poor;
  });
}
