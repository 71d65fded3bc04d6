/** What the server's commands take and give (`workspace/executeCommand`). */

/** One project that a search found. */
export interface Item {
  readonly name: string;
  readonly summary?: string | null;
  readonly version?: string | null;
  readonly released?: string | null;
  readonly installed?: string | null;
  readonly fits?: boolean | null;
  readonly rank?: number | null;
  readonly downloads?: number | null;
  readonly popular?: boolean;
  readonly exact?: boolean;
  readonly status?: string | null;
  readonly link?: string | null;
}

export interface Place {
  readonly id: string;
  readonly label: string;
  readonly detail?: string | null;
  readonly count?: number | null;
}

export interface Status {
  readonly version: string;
  readonly index: string;
  readonly catalogue: {
    readonly origin: string;
    readonly count: number;
    readonly builtAt: string | null;
  };
  readonly cachedProjects: number;
  readonly offline: boolean;
  readonly problems: readonly string[];
}

/** Every command that this client sends: what it takes, what it answers. */
export interface Commands {
  'pypi.search': [
    { query: string; limit: number },
    {
      items: Item[];
      truncated?: boolean;
      corrections?: [string, string][];
      searched?: string;
    },
  ];
  'pypi.details': [{ name: string }, { markdown: string }];
  'pypi.places': [{ uri: string }, { kind: string; places: Place[] }];
  'pypi.add': [
    { uri: string; name: string; place?: string },
    { applied: boolean; message: string; line?: number | null },
  ];
  'pypi.page': [
    { name: string } | { uri: string; position: { line: number; character: number } },
    { url: string | null; name?: string | null },
  ];
  'pypi.updateAll': [{ uri: string }, { applied?: boolean; message?: string }];
  'pypi.refresh': [{ quiet: boolean }, { result: string; message: string }];
  'pypi.status': [{ quiet: boolean }, Status];
}

export type Command = keyof Commands;

/**
 * Asks the server; undefined when there is no server, or its answer was an error: that is said to
 * the user, unless `silent`.
 */
export type Ask = <C extends Command>(
  command: C,
  argument: Commands[C][0],
  silent?: boolean,
) => Promise<Commands[C][1] | undefined>;
