import { expect, test } from 'vitest';
import { patterns, spelledOut } from '../src/selector';

test('globs are spelled out without braces', () => {
  expect(spelledOut('**/Pipfile')).toEqual(['**/Pipfile']);
  expect(spelledOut('**/{a,b}/*.{txt,in}')).toEqual([
    '**/a/*.txt',
    '**/a/*.in',
    '**/b/*.txt',
    '**/b/*.in',
  ]);
});

test('none of the manifests is left out, and no brace is left', () => {
  const all = patterns.flatMap(spelledOut);
  expect(all.join()).not.toMatch(/[{}]/);
  for (const wanted of ['**/requirements*.in', '**/environment.yaml', '**/pyproject.toml']) {
    expect(all).toContain(wanted);
  }
});
