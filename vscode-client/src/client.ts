/**
 * One server process and the protocol's client in front of it.
 *
 * Contract: `launchClient` resolves with a client that is initialised, or throws with a sentence.
 * Nothing here restarts anything: `supervisor.ts` does.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type LogOutputChannel, type TextDocument, workspace } from 'vscode';
import {
  CloseAction,
  DidOpenTextDocumentNotification,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
} from 'vscode-languageclient/node';
import type { CommandLine } from './launch';
import { type Overlay, overlaid } from './overlay';
import { patiently } from './patience';
import { isPlainPython, selector } from './selector';
import type { Running } from './supervisor';

const STOPPING = 2_000;
const LONGEST = 200;

/** A client whose server runs. */
export interface Client extends Running {
  readonly language: LanguageClient;
  /** Which commands the server has. */
  readonly commands: ReadonlySet<string>;
}

export interface ClientNeeds {
  readonly line: CommandLine;
  readonly log: LogOutputChannel;
  overlay(): Overlay;
  /** Called when the server has ended a longer piece of work. */
  refreshed(): void;
}

/** Start a server and introduce ourselves. */
export async function launchClient({
  line,
  log,
  overlay,
  refreshed,
}: ClientNeeds): Promise<Client> {
  log.info(`starting: ${[line.command, ...line.args].join(' ')}`);
  const server = spawn(line.command, line.args, {
    cwd: line.cwd,
    env: line.env,
    windowsHide: true,
    shell: false,
  });
  const ended = ending(server, log);
  const words = lastWords(server);
  await Promise.race([once(server, 'spawn'), once(server, 'error').then(([error]) => fail(error))]);
  const language: LanguageClient = new QuietClient(
    'pypi',
    'PyPI',
    () => Promise.resolve(server),
    options({ line, log, overlay, refreshed }, () => language),
  );
  try {
    await Promise.race([language.start(), ended.then(() => fail('it ended while it started'))]);
  } catch (error) {
    server.kill();
    await ended;
    throw new Error(words.last ? `it said: ${words.last}` : String(error));
  }
  return {
    language,
    commands: new Set(language.initializeResult?.capabilities.executeCommandProvider?.commands),
    ended,
    stop: () => stop(language, server, ended),
  };
}

/** Says nothing to the user by itself: the supervisor does, once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Follow what a process writes beside the protocol; its last line says why it ended. */
function lastWords(server: ChildProcess): { readonly last: string } {
  const words = { last: '' };
  server.stderr?.on('data', (piece: Buffer) => {
    const lines = piece
      .toString()
      .split(/\r?\n/)
      .filter((line) => line.trim());
    words.last = lines.at(-1)?.trim().slice(0, LONGEST) ?? words.last;
  });
  return words;
}

function fail(reason: unknown): never {
  throw reason instanceof Error ? reason : new Error(String(reason));
}

function ending(server: ChildProcess, log: LogOutputChannel): Promise<void> {
  return new Promise((resolve) => {
    server.on('error', (error) => {
      log.error(String(error));
      resolve();
    });
    server.on('exit', (code, signal) => {
      log.info(`the server has ended (${signal ?? code})`);
      resolve();
    });
  });
}

async function stop(language: LanguageClient, server: ChildProcess, ended: Promise<void>) {
  try {
    if (language.needsStop()) await language.stop(STOPPING);
  } catch {
    // It did not listen; it is ended below.
  }
  const timer = setTimeout(() => server.kill('SIGKILL'), STOPPING);
  await ended;
  clearTimeout(timer);
  await language.dispose().catch(() => undefined);
}

function options(
  { log, overlay, refreshed }: ClientNeeds,
  client: () => LanguageClient,
): LanguageClientOptions {
  return {
    documentSelector: [...selector],
    outputChannel: log,
    initializationOptions: () => overlaid(workspace.getConfiguration('pypi'), overlay()),
    // Ends are the supervisor's: nothing is said and nothing started here.
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
    middleware: {
      workspace: {
        configuration: async (params, token, next) => {
          const answers = await next(params, token);
          return Array.isArray(answers)
            ? answers.map((answer, at) =>
                params.items[at]?.section === 'pypi' ? overlaid(answer, overlay()) : answer,
              )
            : answers;
        },
      },
      handleWorkDoneProgress: (token, params, next) => {
        next(token, params);
        if (params.kind === 'end') refreshed();
      },
      ...onlyWithBlocks(client),
    },
  };
}

/** Keep Python files without a block of metadata from the server: it has nothing to say there. */
function onlyWithBlocks(client: () => LanguageClient): Middleware {
  const told = new Set<string>();
  const known = (document: TextDocument) => {
    const uri = document.uri.toString();
    if (told.has(uri)) return true;
    if (isPlainPython(document)) return false;
    told.add(uri);
    return true;
  };
  const late = (document: TextDocument) =>
    client().sendNotification(
      DidOpenTextDocumentNotification.type,
      client().code2ProtocolConverter.asOpenTextDocumentParams(document),
    );
  return {
    didOpen: async (document, next) => (known(document) ? next(document) : undefined),
    didChange: async (event, next) => {
      const before = told.has(event.document.uri.toString());
      if (!known(event.document)) return;
      await (before ? next(event) : late(event.document));
    },
    didClose: async (document, next) => {
      if (told.delete(document.uri.toString())) await next(document);
    },
    provideCompletionItem: (document, position, context, token, next) =>
      known(document)
        ? patiently({
            before: document.lineAt(position).text.slice(0, position.character),
            ask: () => next(document, position, context, token),
            isOver: () => token.isCancellationRequested,
            wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
          })
        : undefined,
    provideHover: (document, position, token, next) =>
      known(document) ? next(document, position, token) : undefined,
    provideDocumentSymbols: (document, token, next) =>
      known(document) ? next(document, token) : undefined,
  };
}
