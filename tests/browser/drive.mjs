// Runs scenarios in one browser: `node drive.mjs MODULE`, then one JSON request a line on stdin.
//
//     {"scenario": "typing", "url": "http://127.0.0.1:…", …}   ->   {"ok": true, "result": …}
//                                                                    {"ok": false, "error": "…"}
//
// A scenario is an export of MODULE: `async ({ page, context, seen, given })`. `given.options` are the
// options of its browser context. Asking for anything beyond loopback, and errors in the page that the
// scenario has not taken out of `seen.problems`, make it fail.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { elsewhere, launch, openPage } from './browser.mjs';

const scenarios = await import(pathToFileURL(resolve(process.argv[2])).href);
const browser = await launch();

async function run(given) {
  const { context, page, seen } = await openPage(browser, given.options);
  page.setDefaultTimeout(10000);
  try {
    const result = await scenarios[given.scenario]({ page, context, seen, given });
    const wrong = [...elsewhere(seen), ...seen.problems];
    if (wrong.length) throw new Error(`not expected: ${wrong.join('; ')}`);
    return { ok: true, result: result ?? null };
  } catch (error) {
    if (given.failure) await page.screenshot({ path: given.failure }).catch(() => {});
    return { ok: false, error: error.stack || String(error) };
  } finally {
    await context.close();
  }
}

try {
  console.log(JSON.stringify({ ok: true, result: browser.version() }));
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await run(JSON.parse(line))));
  }
} finally {
  await browser.close();
}
