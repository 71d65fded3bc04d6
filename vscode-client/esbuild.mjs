// Bundles the extension into dist/extension.js: one file, nothing but `vscode` left outside.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  minify: !process.argv.includes('--readable'),
  legalComments: 'linked',
  logLevel: 'warning',
});
