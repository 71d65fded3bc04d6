/** What the server says to the user, at once or after a piece of work that may not talk. */

import { window } from 'vscode';
import type { ShowMessageParams } from 'vscode-languageclient/node';

/** Shows what the server says, at once or after a piece of work that may not talk. */
export class Messages {
  private held: ShowMessageParams[] | undefined;

  take(message: ShowMessageParams): void {
    if (this.held) this.held.push(message);
    else show(message);
  }

  async hold<T>(work: () => Promise<T>, keep: (text: string, result: T) => boolean): Promise<T> {
    if (this.held) return work();
    const held: ShowMessageParams[] = [];
    this.held = held;
    let done: { result: T } | undefined;
    try {
      done = { result: await work() };
      return done.result;
    } finally {
      this.held = undefined;
      const said = done;
      held.filter(({ message }) => !said || keep(message, said.result)).forEach(show);
    }
  }
}

function show({ type, message }: ShowMessageParams): void {
  const say = [window.showErrorMessage, window.showWarningMessage][type - 1];
  void (say ?? window.showInformationMessage)(message);
}
