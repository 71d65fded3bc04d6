/**
 * The protocol's client in front of one server process.
 *
 * Contract: `launchClient` resolves with a client that is initialised, or throws with a sentence.
 * Nothing here restarts anything: `supervisor.ts` does.
 */

import {
  type CancellationToken,
  type CompletionContext,
  type CompletionItem,
  type LogOutputChannel,
  type Position,
  type TextDocument,
  workspace,
} from 'vscode';
import {
  CloseAction,
  type CompletionParams,
  CompletionRequest,
  CompletionResolveRequest,
  DidOpenTextDocumentNotification,
  type DynamicFeature,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  type StaticFeature,
} from 'vscode-languageclient/node';
import { type Overlay, overlaid } from './overlay';
import type { Answer } from './patience';
import { isPlainPython, selector } from './selector';
import type { ServerProcess } from './serverProcess';
import type { Running } from './supervisor';
import { NOTICING, pause } from './waiting';

const STOPPING = 2_000;

/** A client whose server runs. */
export interface Client extends Running {
  readonly language: LanguageClient;
  /** Which commands the server has. */
  readonly commands: ReadonlySet<string>;
  /** The characters at which the server is asked for a list. */
  readonly triggers: readonly string[];
  /** Return what may stand at a position; throws when the server ends meanwhile. */
  complete(document: TextDocument, position: Position, context: CompletionContext): Promise<Answer>;
  /** Return an item with all that the server knows of it. */
  resolve(item: CompletionItem, token: CancellationToken): Promise<CompletionItem>;
}

export interface ClientNeeds {
  readonly process: ServerProcess;
  readonly log: LogOutputChannel;
  overlay(): Overlay;
  /** Called when the server has ended a longer piece of work. */
  refreshed(): void;
}

/** Introduce ourselves to a server. */
export async function launchClient(needs: ClientNeeds): Promise<Client> {
  const { child, started, ended, words } = needs.process;
  await started;
  const language: LanguageClient = new QuietClient(
    'pypi',
    'PyPI',
    () => Promise.resolve(child),
    options(needs, () => language),
  );
  try {
    await Promise.race([language.start(), ended.then(() => Promise.reject(new Error()))]);
  } catch (error) {
    const hasEnded = await Promise.race([ended.then(() => true), pause(NOTICING)]);
    child.kill();
    await ended;
    if (words.last) throw new Error(`it said: ${words.last}`);
    throw hasEnded ? new Error('it ended while it started') : error;
  }
  const { completionProvider, executeCommandProvider } =
    language.initializeResult?.capabilities ?? {};
  return {
    language,
    commands: new Set(executeCommandProvider?.commands),
    triggers: completionProvider?.triggerCharacters ?? [],
    ended,
    complete: (document, position, context) =>
      complete(
        language,
        language.code2ProtocolConverter.asCompletionParams(document, position, context),
      ),
    resolve: (item, token) => resolve(language, item, token),
    stop: () => stop(language, needs.process),
  };
}

/** Ask without a way to take it back: the answer is there before that would be. */
async function complete(language: LanguageClient, params: CompletionParams): Promise<Answer> {
  const answer = await language.sendRequest(CompletionRequest.type, params);
  return language.protocol2CodeConverter.asCompletionResult(answer);
}

async function resolve(language: LanguageClient, item: CompletionItem, token: CancellationToken) {
  const asked = language.code2ProtocolConverter.asCompletionItem(item, true);
  const answer = await language.sendRequest(CompletionResolveRequest.type, asked, token);
  return language.protocol2CodeConverter.asCompletionItem(answer);
}

/** Says nothing to the user by itself (the supervisor does, once), and leaves completion to us. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    const more = data instanceof Error ? data.message : data; // without the stack of its own code
    // While it starts, the supervisor says in one line what all its errors come from.
    if (this.isRunning()) super.error(message, more, false);
    else super.debug(message, more);
  }

  /** `completion.ts` has a provider of its own, which is there before the server is. */
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    const isCompletion =
      'registrationType' in feature && feature.registrationType.method === CompletionRequest.method;
    if (isCompletion) feature.initialize = () => undefined;
    super.registerFeature(feature);
  }
}

async function stop(language: LanguageClient, { child, ended }: ServerProcess) {
  try {
    if (language.needsStop()) await language.stop(STOPPING);
  } catch {
    // It did not listen; it is ended below.
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), STOPPING);
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
    provideHover: (document, position, token, next) =>
      known(document) ? next(document, position, token) : undefined,
    provideDocumentSymbols: (document, token, next) =>
      known(document) ? next(document, token) : undefined,
  };
}
