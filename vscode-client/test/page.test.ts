import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { page } from '../scripts/page.mjs';

const here = new URL('../', import.meta.url);
const readme = readFileSync(new URL('README.md', here), 'utf8');
const manifest = JSON.parse(readFileSync(new URL('package.json', here), 'utf8'));

interface Step {
  readonly title: string;
  readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string };
}

/** Return where a page's pictures come from. */
function pictures(text: string): string[] {
  return [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, source]) => source ?? '');
}

describe("the extension's page", () => {
  it('shows pictures that there are, none too heavy', () => {
    expect(pictures(readme).length).toBeGreaterThan(3);
    for (const picture of pictures(readme)) {
      expect(statSync(new URL(picture, here)).size, picture).toBeLessThan(150_000);
    }
  });

  it.each([
    'https://pictures.example/a',
    'https://pictures.example/a//',
  ])('takes them from %s', (base) => {
    const sources = pictures(page(readme, base));
    expect(sources).toHaveLength(pictures(readme).length);
    for (const source of sources) {
      expect(source).toMatch(/^https:\/\/pictures\.example\/a\/vscode-[a-z-]+\.png$/);
    }
  });

  it.each(['http://pictures.example/', 'pictures', 'file:///a'])('refuses %s', (base) => {
    expect(() => page(readme, base)).toThrow();
  });

  it.each([undefined, ''])('loses nothing but the pictures without an address: %j', (base) => {
    const text = page(readme, base);
    expect(text).not.toContain('![');
    const plain = (all: string) => all.split('\n').filter((line) => line && !line.startsWith('!['));
    expect(plain(text)).toEqual(plain(readme));
  });
});

describe('the walkthrough', () => {
  const steps: readonly Step[] = manifest.contributes.walkthroughs[0].steps;

  it('has three steps', () => expect(steps).toHaveLength(3));

  it.each(steps)('shows a picture in every theme: $title', ({ media }) => {
    expect(Object.keys(media.image)).toEqual(['light', 'dark', 'hc', 'hcLight']);
    for (const file of Object.values(media.image)) {
      expect(existsSync(new URL(file, here)), file).toBe(true);
      expect(statSync(new URL(file, here)).size, file).toBeLessThan(150_000);
    }
    expect(media.altText).not.toBe('');
  });
});
