/** The commands of the palette; each is a few lines about the server's own. */

import {
  ConfigurationTarget,
  commands,
  type Disposable,
  env,
  type LogOutputChannel,
  type Position,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { add } from './adding';
import { Details } from './details';
import { activeManifest, chooseManifest } from './manifestFile';
import { probeIn } from './probe';
import type { Commands, Item } from './protocol';
import { search } from './search';
import { REQUIREMENTS } from './selector';
import type { Server } from './server';

const EXAMPLE = '# Type a name below: req, beautifulsuop, cv2 …\n\n';

/** Register all of them. */
export function register(server: Server, log: LogOutputChannel, extensionId: string): Disposable[] {
  const details = new Details(server.ask);
  const all: Record<string, () => unknown> = {
    search: () => searchPackages(server, details),
    add: () => addDependency(server, details),
    updateAll: () => updateAll(server),
    page: () => projectPage(server),
    refresh: () => server.ask('pypi.refresh', { quiet: false }),
    status: () => server.ask('pypi.status', { quiet: false }),
    log: () => log.show(),
    restart: () => server.restart(),
    chooseInterpreter: () => chooseInterpreter(server),
    settings: () => commands.executeCommand('workbench.action.openSettings', `@ext:${extensionId}`),
    help: () => commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#start`),
    menu,
    example: openExample,
  };
  const registered = Object.entries(all).map(([name, run]) =>
    commands.registerCommand(`pypi.client.${name}`, run),
  );
  return [details, ...registered];
}

async function searchPackages(server: Server, details: Details): Promise<void> {
  if (!(await server.needed())) return;
  const document = activeManifest()?.document;
  const title = document ? `Search packages for ${baseName(document)}` : 'Search packages';
  open(server, details, title, (item) =>
    document ? add(server.ask, document, item.name) : withoutManifest(server, item),
  );
}

async function addDependency(server: Server, details: Details): Promise<void> {
  if (!(await server.needed())) return;
  const document = activeManifest()?.document ?? (await chooseManifest());
  if (!document) return;
  open(server, details, `Add to ${baseName(document)}`, (item) =>
    add(server.ask, document, item.name),
  );
}

function open(
  server: Server,
  details: Details,
  title: string,
  accept: (item: Item) => Promise<void>,
): void {
  search(server.ask, title, {
    accept: (item) => void accept(item),
    details: ({ name }) => void details.show(name),
    page: ({ name, link }) => void openPage(server, { name }, link),
  });
}

/** Nothing is open that a project could be added to. */
async function withoutManifest(server: Server, { name }: Item): Promise<void> {
  const copy = { label: `Copy “${name}”` };
  const file = { label: 'Add to a file…' };
  const page = { label: 'Open its project page' };
  const chosen = await window.showQuickPick([copy, file, page], { placeHolder: name });
  if (chosen === copy) {
    await env.clipboard.writeText(name);
    window.setStatusBarMessage(`Copied ${name}`, 5_000);
  } else if (chosen === file) {
    const document = await chooseManifest();
    if (document) await add(server.ask, document, name);
  } else if (chosen === page) {
    await openPage(server, { name });
  }
}

async function projectPage(server: Server): Promise<void> {
  const editor = activeManifest();
  if (!editor) return;
  const { line, character }: Position = editor.selection.active;
  const uri = editor.document.uri.toString();
  await openPage(server, { uri, position: { line, character } });
}

async function openPage(
  server: Server,
  asked: Commands['pypi.page'][0],
  known?: string | null,
): Promise<void> {
  const url = known ?? (await server.ask('pypi.page', asked))?.url;
  if (url && /^https?:\/\//i.test(url)) await env.openExternal(Uri.parse(url, true));
  else void window.showInformationMessage('No project page is known here.');
}

async function updateAll(server: Server): Promise<void> {
  const document = activeManifest()?.document;
  if (!document) return;
  const answer = await server.ask('pypi.updateAll', { uri: document.uri.toString() });
  if (answer?.message) void window.showInformationMessage(answer.message);
}

async function chooseInterpreter(server: Server): Promise<void> {
  const [file] =
    (await window.showOpenDialog({ title: 'A Python, 3.11 or newer', openLabel: 'Use this' })) ??
    [];
  if (!file) return;
  const candidate = { command: file.fsPath, args: [], source: 'setting' as const };
  const found = await probeIn(file.fsPath.replace(/[^\\/]*$/, ''))(candidate);
  if ('problem' in found) {
    void window.showErrorMessage(`That cannot be used: ${found.problem}.`);
    return;
  }
  await workspace
    .getConfiguration('pypi')
    .update('server.interpreter', file.fsPath, ConfigurationTarget.Global);
  await server.restart();
}

async function menu(): Promise<void> {
  const rows = [
    { label: '$(search) Search packages…', command: 'search' },
    { label: '$(add) Add dependency…', command: 'add' },
    { label: '$(cloud-download) Refresh the list of names', command: 'refresh' },
    { label: '$(info) Show status', command: 'status' },
    { label: '$(output) Show log', command: 'log' },
    { label: '$(debug-restart) Restart server', command: 'restart' },
    { label: '$(gear) Open settings', command: 'settings' },
    { label: '$(question) Get started', command: 'help' },
  ];
  const chosen = await window.showQuickPick(rows, { placeHolder: 'PyPI' });
  if (chosen) await commands.executeCommand(`pypi.client.${chosen.command}`);
}

async function openExample(): Promise<void> {
  const document = await workspace.openTextDocument({ language: REQUIREMENTS, content: EXAMPLE });
  // With the cursor in place from the first moment on: somebody may type at once.
  await window.showTextDocument(document, {
    selection: document.lineAt(document.lineCount - 1).range,
  });
}

function baseName(document: TextDocument): string {
  return document.uri.path.split('/').pop() || 'this file';
}
