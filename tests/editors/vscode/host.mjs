// Runs the extension-host tests of `host/`, as `vscode-test` would: VS Code loads them beside extensions.
import * as vs from './workbench.mjs';

/** Run them in a folder; they write what came of it into the folder. */
export async function host({ page, seen, given }) {
  let done;
  const finished = new Promise((resolve) => { done = resolve; });
  const said = [];
  await page.exposeFunction('codeAutomationLog', (type, words) => { said.push(`${type} ${JSON.stringify(words)}`); });
  await page.exposeFunction('codeAutomationExit', (code) => done(code));
  await page.addInitScript(allowTests);
  const at = (path) => `vscode-remote://${new URL(given.url).host}${path}`;
  const payload = [
    ['extensionDevelopmentPath', at(given.tests)],
    ['extensionTestsPath', at(`${given.tests}/index.js`)],
    ['skipWelcome', 'true'],
  ];
  await vs.openFolder(page, given.url, given.folder, { payload });
  const timer = setTimeout(() => done('they did not end'), 150000);
  const code = await finished;
  clearTimeout(timer);
  vs.forgive(seen);
  return { code, said: said.filter((line) => line.startsWith('error')) };
}

/** A packaged workbench runs tests only with this option, which stands in an element of its page. */
function allowTests() {
  const allow = () => {
    const element = document.getElementById('vscode-workbench-web-configuration');
    if (!element || element.dataset.tests) return;
    const configuration = JSON.parse(element.getAttribute('data-settings'));
    configuration.developmentOptions = { ...configuration.developmentOptions, enableSmokeTestDriver: true };
    element.setAttribute('data-settings', JSON.stringify(configuration));
    element.dataset.tests = 'allowed';
  };
  new MutationObserver(allow).observe(document, { childList: true, subtree: true });
}
