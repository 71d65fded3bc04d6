/**
 * Completion that is there before the server is: what is asked while it starts waits for it, so that the
 * list opens by itself as soon as there is one.
 *
 * Contract: never raises; a question that a server took to its grave is put to the next one, once.
 */

import {
  type CancellationToken,
  type CompletionItem,
  type CompletionItemProvider,
  type Disposable,
  languages,
} from 'vscode';
import type { Client } from './client';
import { type Answer, patiently } from './patience';
import { isPlainPython, selector } from './selector';
import { NOTICING } from './waiting';

/** What the server in this package asks for; another one is followed once it has said so. */
export const TRIGGERS: readonly string[] = [...`"' =<>~^!.,;[-?`];

/** The part of `server.ts` that is needed. */
export interface Source {
  ready(): Promise<Client | undefined>;
}

type Asked = Parameters<CompletionItemProvider['provideCompletionItems']>;

/** A question that has no answer yet, and all who wait for it. */
interface Waiting {
  readonly answer: Promise<Answer>;
  readonly tokens: CancellationToken[];
}

export class Completion {
  /** Whether VS Code has asked, and so will go on to ask by itself. */
  isKnown = false;
  private readonly underWay = new Map<string, Waiting>();
  private triggers = TRIGGERS.join('');
  private registered: Disposable;

  constructor(
    private readonly server: Source,
    private readonly wait: (milliseconds: number) => Promise<void>,
  ) {
    this.registered = this.register();
  }

  dispose(): void {
    this.registered.dispose();
  }

  /** Ask at the characters that the running server wants to be asked at. */
  async follow(): Promise<void> {
    const triggers = (await this.server.ready())?.triggers.join('');
    if (!triggers || triggers === this.triggers) return;
    this.triggers = triggers;
    this.dispose();
    this.registered = this.register();
  }

  private register(): Disposable {
    const provider: CompletionItemProvider = {
      provideCompletionItems: (...asked) => this.offer(asked),
      resolveCompletionItem: (item, token) => this.resolve(item, token),
    };
    return languages.registerCompletionItemProvider([...selector], provider, ...this.triggers);
  }

  private async offer(asked: Asked): Promise<Answer> {
    this.isKnown = true;
    const [document, position, token] = asked;
    if (isPlainPython(document)) return undefined;
    return patiently({
      before: document.lineAt(position).text.slice(0, position.character),
      ask: () => this.ask(asked),
      isOver: () => token.isCancellationRequested,
      wait: this.wait,
    });
  }

  /** Put a question to the server; the same one that is under way is not put twice. */
  private ask(asked: Asked): Promise<Answer> {
    const [{ uri, version }, { line, character }, token, { triggerCharacter }] = asked;
    // VS Code asks anew whenever any extension registers a provider, which many do while it starts.
    const question = [uri, version, line, character, triggerCharacter].join(' ');
    const waiting = this.underWay.get(question);
    if (waiting) {
      waiting.tokens.push(token);
      return waiting.answer;
    }
    const tokens = [token];
    const answer = this.put(asked, () => tokens.every((it) => it.isCancellationRequested));
    this.underWay.set(question, { answer, tokens });
    void answer.then(() => this.underWay.delete(question));
    return answer;
  }

  private async put(asked: Asked, isOver: () => boolean, again = true): Promise<Answer> {
    const [document, position, , context] = asked;
    const { version } = document;
    const client = await this.server.ready();
    if (!client || (isOver() && document.version !== version)) return undefined;
    try {
      const ended = client.ended.then(() => Promise.reject(new Error('the server has ended')));
      return await Promise.race([client.complete(document, position, context), ended]);
    } catch {
      const hasEnded = await Promise.race([client.ended.then(() => true), this.wait(NOTICING)]);
      return hasEnded && again ? this.put(asked, isOver, false) : undefined;
    }
  }

  private async resolve(item: CompletionItem, token: CancellationToken): Promise<CompletionItem> {
    try {
      return (await (await this.server.ready())?.resolve(item, token)) ?? item;
    } catch {
      return item;
    }
  }
}
