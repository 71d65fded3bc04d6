/**
 * Asks again for versions and extras that were not there in time: the server answers at once with
 * an empty list while it looks a project up, and VS Code would not come back before the next key.
 */

import type { CompletionItem, CompletionList, ProviderResult } from 'vscode';

/** How long to wait before each further question, in milliseconds; three seconds in all. */
export const PAUSES = [200, 300, 500, 800, 1_200] as const;

/** Behind an operator or a bracket, where the index is what knows. */
const LOOKED_UP = /[=<>~!^[,(]\s*["']?[\w.*+!^~-]*$/;

export type Answer = CompletionItem[] | CompletionList | undefined | null;

/** What a question is about, and the world around it. */
export interface Question {
  /** The line up to the cursor. */
  readonly before: string;
  ask(): ProviderResult<Answer>;
  /** Whether somebody has typed on. */
  isOver(): boolean;
  wait(milliseconds: number): Promise<void>;
}

/** Return the first answer that says something, or the last one. */
export async function patiently({ before, ask, isOver, wait }: Question): Promise<Answer> {
  let answer = await ask();
  if (!LOOKED_UP.test(before)) return answer;
  for (const pause of PAUSES) {
    if (isOver() || !isOnItsWay(answer)) break;
    await wait(pause);
    if (isOver()) break;
    answer = await ask();
  }
  return answer;
}

function isOnItsWay(answer: Answer): boolean {
  if (!answer || Array.isArray(answer)) return false;
  return answer.items.length === 0 && answer.isIncomplete === true;
}
