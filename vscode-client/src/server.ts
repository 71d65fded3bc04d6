/**
 * The server as the rest of the extension sees it: started when somebody needs it, asked by name.
 *
 * Contract: `ask` never raises; what goes wrong is said to the user, once per question.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ExtensionContext, type LogOutputChannel, window, workspace } from 'vscode';
import type { Client } from './client';
import { explain, find } from './interpreter';
import { bundledServer, type CommandLine, isComplete, ownServer, type Trace } from './launch';
import type { Overlay } from './overlay';
import { remembering } from './probe';
import type { Ask, Command, Commands } from './protocol';
import { chosenPython, isStarting } from './pythonExtension';
import { startProcess } from './serverProcess';
import { type State, Supervisor } from './supervisor';
import { gaveUp, incomplete, noPython, noSuchServer } from './trouble';
import { pause } from './waiting';

const CHOICE = 'chosenPython';

export class Server {
  private readonly supervisor: Supervisor<Client>;
  private python = '';
  private trouble: (() => Promise<void>) | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
    private readonly changed: () => void,
  ) {
    this.supervisor = new Supervisor(() => this.launch(), {
      now: Date.now,
      wait: pause,
      stateChanged: () => this.changed(),
      crashed: (reason, again) => this.crashed(reason, again),
    });
  }

  get state(): State {
    return this.supervisor.state;
  }

  ready(): Promise<Client | undefined> {
    return this.supervisor.ready();
  }

  restart(): Promise<Client | undefined> {
    return this.supervisor.restart();
  }

  stop(): Promise<void> {
    return this.supervisor.stop();
  }

  /** Another Python was chosen, or the folder was trusted: tell the server, or try again. */
  async surroundingsChanged(): Promise<void> {
    const python = await this.choice();
    const isNews = python !== this.python;
    this.python = python;
    if (this.state === 'failed') await this.restart();
    else if (this.state !== 'stopped') await this.tell(isNews);
  }

  private async tell(restart: boolean): Promise<void> {
    // The server's own process lets go of an environment that its user has left.
    if (restart) await this.restart();
    const client = await this.ready();
    await client?.language.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  /** Ask the running server, after starting it if need be. */
  readonly ask: Ask = async (command, argument, silent = false) => {
    const say = (text: string) => {
      this.log.warn(`${command}: ${text}`);
      if (!silent) void window.showWarningMessage(text);
      return undefined;
    };
    const client = await this.ready();
    if (!client) return silent ? undefined : this.sayTrouble();
    if (!client.commands.has(command)) {
      return say(`This server does not know the command ${command}; a newer one does.`);
    }
    try {
      return await send(client, command, argument);
    } catch (error) {
      return say(`The server has no answer: ${error instanceof Error ? error.message : error}`);
    }
  };

  /** Whether a server runs, after starting it if need be; why it does not is said again. */
  async needed(): Promise<boolean> {
    const client = await this.ready();
    if (!client) this.sayTrouble();
    return client !== undefined;
  }

  private sayTrouble(): undefined {
    void this.trouble?.();
  }

  /** Return the state of everything without a message about it; undefined when nothing runs. */
  async quietStatus(): Promise<Commands['pypi.status'][1] | undefined> {
    if (this.state !== 'running') return undefined;
    const client = await this.ready();
    return client && send(client, 'pypi.status', { quiet: true }).catch(() => undefined);
  }

  private async launch(): Promise<Client | undefined> {
    const line = await this.commandLine();
    if (!line) return undefined;
    const process = startProcess(line, this.log);
    const { launchClient } = await import('./client'); // read while the process starts
    return launchClient({
      process,
      log: this.log,
      overlay: () => this.overlay(),
      refreshed: () => this.changed(),
    });
  }

  private overlay(): Overlay {
    return { python: this.python, trusted: workspace.isTrusted };
  }

  private async commandLine(): Promise<CommandLine | undefined> {
    const root = this.context.extensionPath;
    const trace = setting<Trace>('trace.server') || 'off';
    this.python = this.lastChoice() ?? (await this.choice());
    const own = setting<string>('server.path');
    if (own) {
      if (path.isAbsolute(own) && existsSync(own)) return ownServer(own, root, trace);
      return this.fails(() => noSuchServer(own));
    }
    if (!isComplete(root)) return this.fails(incomplete);
    const python = await this.findPython(root);
    return python ? bundledServer(python, root, trace) : undefined;
  }

  /** Return what the Python extension has chosen, and keep it for the next start. */
  private async choice(): Promise<string> {
    const python = await chosenPython();
    if (workspace.isTrusted) void this.context.workspaceState.update(CHOICE, python);
    return python;
  }

  /** While the Python extension starts, which takes seconds: return its last choice here. */
  private lastChoice(): string | undefined {
    if (!workspace.isTrusted || !isStarting()) return undefined;
    return this.context.workspaceState.get<string>(CHOICE);
  }

  private async findPython(root: string): Promise<string | undefined> {
    const wishes = {
      setting: setting<string>('server.interpreter'),
      extension: this.python,
      platform: process.platform,
    };
    const { python, tried } = await find(wishes, remembering(root, this.context.globalState));
    for (const { candidate, why } of tried) this.log.info(`not ${candidate.command}: ${why}`);
    if (python) this.log.info(`Python ${python.version}, by ${python.source}: ${python.path}`);
    else this.fails(() => noPython(explain(tried)));
    return python?.path;
  }

  /** Keep and say why nothing runs. */
  private fails(trouble: () => Promise<void>): undefined {
    this.trouble = trouble;
    void trouble();
  }

  private crashed(reason: string, again: number | undefined): void {
    this.log.error(`the server does not run: ${reason}`);
    if (again === undefined) this.fails(() => gaveUp(reason));
    else this.log.info(`starting it again in ${again} ms`);
  }
}

/** Return a setting's value if it is of the right type, which nothing guarantees. */
function setting<T extends string>(name: string): T | '' {
  const value: unknown = workspace.getConfiguration('pypi').get(name);
  return typeof value === 'string' ? (value as T) : '';
}

async function send<C extends Command>(
  client: Client,
  command: C,
  argument: Commands[C][0],
): Promise<Commands[C][1]> {
  return client.language.sendRequest('workspace/executeCommand', {
    command,
    arguments: [argument],
  });
}
