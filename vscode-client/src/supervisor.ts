/**
 * Keeps one server running: starts it when it is needed, again after it ended by itself, and gives
 * up with one message.
 *
 * Contract: at most one server at a time; whoever asks meanwhile gets that one. Knows no editor.
 */

import { Backoff } from './backoff';

/** A server that runs. */
export interface Running {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
  /** End it. */
  stop(): Promise<void>;
}

/** What a start came to: a server, or nothing where the user has been told why. */
export type Launch<R extends Running> = () => Promise<R | undefined>;

export type State = 'stopped' | 'starting' | 'running' | 'waiting' | 'failed';

/** The world around: time, and who is told. */
export interface Surroundings {
  now(): number;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
  stateChanged(state: State): void;
  /** A start failed, or a server ended by itself. */
  crashed(reason: string, again: number | undefined): void;
}

export class Supervisor<R extends Running> {
  private readonly backoff = new Backoff();
  private current: Promise<R | undefined> | undefined;
  private generation = 0;
  private stopping: Promise<unknown> | undefined;
  private shown: State = 'stopped';

  constructor(
    private readonly launch: Launch<R>,
    private readonly around: Surroundings,
  ) {}

  get state(): State {
    return this.shown;
  }

  /** Return the running server, after starting it if need be; undefined when there is none. */
  ready(): Promise<R | undefined> {
    if (this.shown === 'failed') return Promise.resolve(undefined);
    this.current ??= this.start(this.generation);
    return this.current;
  }

  /** End the server, if there is one, and start a new one. */
  async restart(): Promise<R | undefined> {
    await this.stop();
    this.backoff.reset();
    return this.ready();
  }

  /** End the server for good, or until somebody asks for it again. */
  async stop(): Promise<void> {
    this.generation += 1;
    // Somebody who waits for the next start wakes up by himself, and finds that it is off.
    const current = this.shown === 'waiting' ? undefined : this.current;
    this.current = undefined;
    this.show('stopped');
    // Somebody may ask for a server meanwhile; it starts when this one has ended.
    const stopping = Promise.all([this.stopping, current?.then((running) => running?.stop())]);
    this.stopping = stopping;
    await stopping;
    if (this.stopping === stopping) this.stopping = undefined;
  }

  private async start(generation: number): Promise<R | undefined> {
    this.show('starting');
    try {
      if (this.stopping) {
        await this.stopping;
        if (generation !== this.generation) return undefined;
      }
      const running = await this.launch();
      if (generation !== this.generation) return running; // `stop` waits for it
      if (running === undefined) return this.giveUp();
      this.show('running');
      void running.ended.then(() => this.ended(generation, 'it ended by itself'));
      return running;
    } catch (error) {
      if (generation !== this.generation) return undefined;
      return this.again(generation, error instanceof Error ? error.message : String(error));
    }
  }

  private ended(generation: number, reason: string): void {
    if (generation !== this.generation) return;
    this.current = this.again(generation, reason);
  }

  private async again(generation: number, reason: string): Promise<R | undefined> {
    const delay = this.backoff.next(this.around.now());
    this.around.crashed(reason, delay);
    if (delay === undefined) return this.giveUp();
    this.show('waiting');
    await this.around.wait(delay);
    return generation === this.generation ? this.start(generation) : undefined;
  }

  private giveUp(): undefined {
    this.current = undefined;
    this.show('failed');
    return undefined;
  }

  private show(state: State): void {
    if (state === this.shown) return;
    this.shown = state;
    this.around.stateChanged(state);
  }
}
