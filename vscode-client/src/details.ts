/** A project's page beside the editor: what a hover says, as a preview of Markdown. */

import {
  commands,
  type Disposable,
  EventEmitter,
  type TextDocumentContentProvider,
  Uri,
  workspace,
} from 'vscode';
import type { Ask } from './protocol';

const SCHEME = 'pypi-details';
const SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;

export class Details implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  private readonly registered = workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  constructor(private readonly ask: Ask) {}

  /** Return a project's page; VS Code asks when its preview opens. */
  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const answer = await this.ask('pypi.details', { name: nameOf(uri) });
    return answer?.markdown ?? 'Nothing is known about this project at the moment.';
  }

  /** Show a project's page beside the editor. */
  async show(name: string): Promise<void> {
    if (!SAFE.test(name)) return;
    const uri = Uri.from({ scheme: SCHEME, path: `${name}.md` });
    this.changed.fire(uri);
    await commands.executeCommand('markdown.showPreviewToSide', uri);
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
  }
}

function nameOf(uri: Uri): string {
  return uri.path.replace(/\.md$/, '');
}
