import { describe, expect, it } from 'vitest';
import { type Answer, PAUSES, patiently } from '../src/patience';

const EMPTY: Answer = { items: [], isIncomplete: true };
const FULL: Answer = { items: [{ label: '2.0' }], isIncomplete: true };
const DONE: Answer = { items: [], isIncomplete: false };

/** Ask with these answers, one after the other; `typedAt` says after how many somebody types on. */
async function asked(before: string, answers: Answer[], typedAt = Number.POSITIVE_INFINITY) {
  const waited: number[] = [];
  let count = 0;
  const answer = await patiently({
    before,
    ask: () => answers[Math.min(count++, answers.length - 1)],
    isOver: () => count >= typedAt,
    wait: async (pause) => void waited.push(pause),
  });
  return { answer, waited, count };
}

describe('versions and extras that take a moment', () => {
  it.each([
    'httpx==',
    'httpx>=0.2',
    'httpx[',
    'httpx[cli, ht',
    '"httpx~=',
    'x = "^1',
  ])('behind %s: asked again until there are some', async (before) => {
    const found = await asked(before, [EMPTY, EMPTY, FULL]);
    expect(found).toEqual({ answer: FULL, waited: PAUSES.slice(0, 2), count: 3 });
  });

  it.each([
    'req',
    '',
    '# words',
    '  "djan',
    'httpx # why',
  ])('behind “%s” an empty list is an answer', async (before) => {
    expect((await asked(before, [EMPTY, FULL])).count).toBe(1);
  });

  it.each([
    [FULL],
    [DONE],
    [undefined],
    [null],
    [[]],
  ] as Answer[][])('other answers are taken at once: %j', async (answer) => {
    expect((await asked('httpx==', [answer as Answer])).count).toBe(1);
  });

  it('nobody waits for ever', async () => {
    const found = await asked('httpx==', [EMPTY]);
    expect(found.answer).toBe(EMPTY);
    expect(found.waited).toEqual(PAUSES);
    expect(PAUSES.reduce((sum: number, pause) => sum + pause, 0)).toBe(3_000);
  });

  it('typing on ends it', async () => {
    expect((await asked('httpx==', [EMPTY], 1)).count).toBe(1);
    expect((await asked('httpx==', [EMPTY], 2)).count).toBe(2);
  });
});
