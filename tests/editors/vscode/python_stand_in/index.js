// The part of the Python extension's interface that others use. Which Python is chosen, and what is
// wrong with the interface, stands in the file that TEST_PYTHON_CHOICE names, and may change at any
// time: {"python": path, "mood"?: word}.
const { readFileSync } = require('node:fs');
const { EventEmitter, Uri } = require('vscode');

const changed = new EventEmitter();

exports.activate = async () => {
  while (read().mood === 'not ready') await soon();
  if (read().mood === 'broken') throw new Error('it cannot start');
  void follow();
  return { get environments() { return wrong[read().mood] ?? right; } };
};

const right = {
  getActiveEnvironmentPath: () => ({ id: read().python, path: read().python }),
  resolveEnvironment: async ({ path }) => ({ id: path, path, executable: { uri: Uri.file(path) } }),
  onDidChangeActiveEnvironmentPath: changed.event,
};

const wrong = {
  'another interface': { getActiveEnvironmentPath: 'x', resolveEnvironment: 7 },
  raising: { ...right, getActiveEnvironmentPath() { throw new Error('not now'); } },
  'never answering': { ...right, resolveEnvironment: () => new Promise(() => {}) },
  'no Python in it': { ...right, resolveEnvironment: async () => ({ executable: {} }) },
};

async function follow() {
  for (let last = read().python; ; await soon()) {
    const { python } = read();
    if (python !== last) changed.fire({ id: python, path: python });
    last = python;
  }
}

function soon() {
  return new Promise((resolve) => { setTimeout(resolve, 200).unref(); });
}

function read() {
  return JSON.parse(readFileSync(process.env.TEST_PYTHON_CHOICE, 'utf8'));
}
