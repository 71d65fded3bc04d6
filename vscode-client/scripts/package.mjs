// Packages the extension: `npm run package`, with BASE_IMAGES_URL where its page's pictures can be fetched.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createVSIX } from '@vscode/vsce';
import { page } from './page.mjs';

mkdirSync('dist', { recursive: true });
writeFileSync(
  'dist/README.md',
  page(readFileSync('README.md', 'utf8'), process.env.BASE_IMAGES_URL),
);

await createVSIX({
  packagePath: 'dist/pypi-language-server.vsix',
  readmePath: 'dist/README.md',
  dependencies: false,
  allowMissingRepository: true,
});
