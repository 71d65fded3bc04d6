// Tests with the `vscode` API, inside of the extension host. VS Code calls `run`; what came of each
// test goes into `results.json` in the opened folder.
const assert = require('node:assert');
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const ID = 'pypi-language-server.pypi-language-server';
const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
const tests = [];
const test = (name, body) => tests.push({ name, body });
const extension = () => vscode.extensions.getExtension(ID);
const figures = {};

exports.run = async () => {
  const results = {};
  for (const { name, body } of tests) {
    try {
      await body();
      results[name] = 'passed';
    } catch (error) {
      results[name] = error.stack || String(error);
    }
  }
  writeFileSync(path.join(folder, 'results.json'), JSON.stringify({ results, figures }));
};

/** Return a file of the folder, opened in an editor, with this text. */
async function open(name, text) {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document;
}

/** Return the labels that are offered at the end of `before`. */
async function offered(document, before) {
  const at = document.positionAt(document.getText().indexOf(before) + before.length);
  const list = await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', document.uri, at);
  return list.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
}

/** Return what `look` gives once `holds` says so of it. */
async function until(look, holds) {
  const end = Date.now() + 30000;
  for (;;) {
    const seen = await look();
    if (holds(seen) || Date.now() > end) return seen;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

test('sleeps in a folder without dependencies', () => {
  assert.ok(extension(), 'the packaged extension is installed');
  assert.equal(extension().isActive, false);
});

test('starts in a moment, without a server', async () => {
  const before = performance.now();
  const exported = await extension().activate();
  figures.activation = performance.now() - before;
  assert.ok(figures.activation < 2000, `${figures.activation} ms`);
  assert.equal(exported.state(), 'stopped');
});

test('has all of its commands', async () => {
  const known = new Set(await vscode.commands.getCommands(true));
  const missing = extension().packageJSON.contributes.commands.filter(({ command }) => !known.has(command));
  assert.deepEqual(missing, []);
});

test('opens lists inside of strings', () => {
  for (const languageId of ['toml', 'yaml', 'pip-requirements']) {
    const { strings } = vscode.workspace.getConfiguration('editor', { languageId }).get('quickSuggestions');
    assert.equal(strings, 'on', languageId);
  }
});

const KINDS = {
  'requirements.txt': 'req',
  'pyproject.toml': '[project]\ndependencies = ["req',
  Pipfile: '[packages]\nreq',
  'setup.cfg': '[options]\ninstall_requires =\n  req',
  'environment.yml': 'dependencies:\n  - pip:\n    - req',
  'tox.ini': '[testenv]\ndeps =\n  req',
  'setup.py': 'from setuptools import setup\nsetup(install_requires=["req',
  'script.py': '# /// script\n# dependencies = ["req',
};
for (const [name, typed] of Object.entries(KINDS)) {
  test(`completes in ${name}`, async () => {
    const before = performance.now();
    const document = await open(name, `${typed}${typed.includes('"') ? '"]' : ''}${name === 'script.py' ? '\n# ///\n' : ''}`);
    const labels = await until(() => offered(document, typed), (seen) => seen.includes('requests'));
    figures.first ??= performance.now() - before; // a file opened, the server started, its first answer
    assert.equal(labels[0], 'requests', JSON.stringify(labels.slice(0, 5)));
  });
}

test('knows requirements files by their names', async () => {
  const names = ['requirements.txt', 'requirements-dev.in', 'constraints.txt', 'test-requirements.txt', 'notes.txt'];
  const languages = [];
  for (const name of names) languages.push((await open(name, '')).languageId);
  assert.deepEqual(languages, [...Array(4).fill('pip-requirements'), 'plaintext']);
});

test('has nothing to say in other files', async () => {
  const document = await open('plain.py', 'req = 1\nreq');
  assert.ok(!(await offered(document, '1\nreq')).includes('requests'));
});

test('starts a new server when it is asked to', async () => {
  const { exports } = extension();
  assert.equal(await exports.restart(), true);
  assert.equal(exports.state(), 'running');
  const document = await open('requirements-new.txt', 'httpx\ndjan');
  const labels = await until(() => offered(document, 'djan'), (seen) => seen.includes('Django'));
  assert.equal(labels[0], 'Django');
});

test('restarts with another interpreter as soon as the setting says so', async () => {
  const settings = vscode.workspace.getConfiguration('pypi');
  await settings.update('server.interpreter', '/nowhere/python3', vscode.ConfigurationTarget.Global);
  const failed = await until(() => extension().exports.state(), (state) => state === 'failed');
  assert.equal(failed, 'failed');
  await settings.update('server.interpreter', undefined, vscode.ConfigurationTarget.Global);
  const state = await until(() => extension().exports.state(), (seen) => seen === 'running');
  assert.equal(state, 'running');
});
