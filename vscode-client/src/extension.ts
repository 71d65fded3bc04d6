/**
 * The extension's start: puts the parts together; the server starts with the first manifest.
 *
 * Contract: `activate` waits for nothing, so that the editor's own start does not.
 */

import {
  commands,
  type ExtensionContext,
  type LogOutputChannel,
  type StatusBarItem,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import { register } from './commands';
import { Completion } from './completion';
import { activeManifest, concernsUs } from './manifestFile';
import { isStarting, onPythonChosen } from './pythonExtension';
import { Server } from './server';
import { apply, describe, statusItem } from './status';
import { openList } from './typing';
import { pause } from './waiting';

const RESTARTING = ['pypi.server.path', 'pypi.server.interpreter'];
const LOOK_AGAIN = 15 * 60_000;

let server: Server | undefined;

/** What other extensions and tests may use. */
export interface Exports {
  /** Resolves with true when the server runs. */
  ready(): Promise<boolean>;
  /** Ends when the server has been started anew. */
  restart(): Promise<boolean>;
  state(): string;
}

export function activate(context: ExtensionContext): Exports {
  const log = window.createOutputChannel('PyPI', { log: true });
  const item = statusItem();
  const running = new Server(context, log, () => {
    if (running.state === 'running') void completion.follow();
    void show(running, item);
  });
  const completion = new Completion(running, pause);
  server = running;
  context.subscriptions.push(
    log,
    item,
    completion,
    ...register(running, log, context.extension.id),
    ...following(running, item, completion),
  );
  for (const document of workspace.textDocuments) startFor(document, running);
  followPython(context, running, log);
  openList();
  void show(running, item);
  return {
    ready: async () => (await running.ready()) !== undefined,
    restart: async () => (await running.restart()) !== undefined,
    state: () => running.state,
  };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
  server = undefined;
}

function startFor(document: TextDocument, running: Server): void {
  if (running.state === 'stopped' && concernsUs(document)) void running.ready();
}

/** Follow documents, editors and settings. */
function following(running: Server, item: StatusBarItem, completion: Completion) {
  const timer = setInterval(() => void show(running, item), LOOK_AGAIN);
  return [
    { dispose: () => clearInterval(timer) },
    workspace.onDidOpenTextDocument((document) => startFor(document, running)),
    workspace.onDidChangeTextDocument(({ document }) => {
      startFor(document, running);
      if (completion.isKnown || document !== window.activeTextEditor?.document) return;
      setImmediate(openList); // the cursor's new place is known in a moment
    }),
    window.onDidChangeActiveTextEditor(() => void show(running, item)),
    workspace.onDidChangeConfiguration((event) => {
      if (RESTARTING.some((name) => event.affectsConfiguration(name))) void running.restart();
    }),
    workspace.onDidGrantWorkspaceTrust(() => void running.surroundingsChanged()),
  ];
}

function followPython(context: ExtensionContext, running: Server, log: LogOutputChannel): void {
  const changed = () => {
    log.info('another Python was chosen');
    void running.surroundingsChanged();
  };
  const wasLate = isStarting();
  void onPythonChosen(changed).then((listening) => {
    if (listening) context.subscriptions.push(listening);
    if (wasLate) void running.surroundingsChanged(); // the server has started with its last choice
  });
}

/** Show the state beside manifests, and nothing beside other files. */
async function show(running: Server, item: StatusBarItem): Promise<void> {
  const isManifest = activeManifest() !== undefined;
  void commands.executeCommand('setContext', 'pypi.manifest', isManifest);
  if (!isManifest) {
    item.hide();
    return;
  }
  apply(item, describe(running.state, undefined, Date.now()));
  item.show();
  const status = await running.quietStatus();
  if (!status) return;
  apply(item, describe(running.state, status, Date.now()));
  const client = await running.ready();
  const updates = client?.commands.has('pypi.updateAll') ?? false;
  void commands.executeCommand('setContext', 'pypi.canUpdateAll', updates);
}
