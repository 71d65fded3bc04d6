/** Messages about what keeps the server from running, each with buttons that help. */

import { commands, window } from 'vscode';

const CHOOSE = 'Choose interpreter…';
const SETTINGS = 'Open settings';
const HELP = 'Help';
const RESTART = 'Restart server';
const LOG = 'Show log';

const DOES: Readonly<Record<string, readonly [string, ...unknown[]]>> = {
  [CHOOSE]: ['pypi.client.chooseInterpreter'],
  [SETTINGS]: ['workbench.action.openSettings', 'pypi.server'],
  [HELP]: ['pypi.client.help'],
  [RESTART]: ['pypi.client.restart'],
  [LOG]: ['pypi.client.log'],
};

export function noPython(sentence: string): Promise<void> {
  return say(sentence, CHOOSE, SETTINGS, HELP);
}

export function incomplete(): Promise<void> {
  return say(
    'Files of the PyPI extension are missing, so that its server cannot start. Please reinstall the extension.',
    SETTINGS,
    LOG,
  );
}

export function noSuchServer(program: string): Promise<void> {
  return say(
    `The server that \`pypi.server.path\` names does not exist, or is not an absolute path: ${program}`,
    SETTINGS,
  );
}

export function gaveUp(reason: string): Promise<void> {
  return say(
    `The PyPI server does not run: it was started several times in a row; ${reason.replace(/\.$/, '')}. The log says more.`,
    RESTART,
    LOG,
    SETTINGS,
  );
}

async function say(sentence: string, ...buttons: string[]): Promise<void> {
  const chosen = await window.showErrorMessage(sentence, ...buttons);
  const [command, ...args] = (chosen && DOES[chosen]) || [];
  if (command) await commands.executeCommand(command, ...args);
}
