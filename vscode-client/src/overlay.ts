/** The settings that the server hears: the user's, and what the editor knows by itself. */

/** What the server is told beyond what the user has set. */
export interface Overlay {
  readonly python: string;
  readonly trusted: boolean;
}

/** Return the user's settings with the overlay: the Python chosen in the editor, and trust. */
export function overlaid(settings: unknown, { python, trusted }: Overlay): unknown {
  const given = JSON.parse(JSON.stringify(settings ?? {})) as Record<string, unknown>;
  const group = (name: string) => {
    const value = given[name];
    return typeof value === 'object' && value !== null ? { ...value } : {};
  };
  const chosen = group('python') as { interpreter?: unknown };
  return {
    ...given,
    python: { ...chosen, interpreter: chosen.interpreter || python },
    workspace: { ...group('workspace'), trusted },
  };
}
