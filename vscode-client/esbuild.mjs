// Bundles the extension into two files, with nothing but `vscode` left outside: what every start needs,
// and the protocol's client, which is read when the first server starts. Beside them the licences of
// what is in it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

const { metafile } = await build({
  entryPoints: ['src/extension.ts', 'src/client.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  supported: { 'dynamic-import': false }, // becomes `require`, which is what the editor's loader knows
  minify: !process.argv.includes('--readable'),
  metafile: true,
  plugins: [
    {
      name: 'client-of-its-own',
      setup: ({ onResolve }) =>
        // Ours only: the protocol's client has files of that name, too.
        onResolve({ filter: /^\.\/client$/ }, ({ path, resolveDir }) =>
          basename(resolveDir) === 'src' ? { path, external: true } : undefined,
        ),
    },
  ],
  logLevel: 'warning',
});

const folders = Object.keys(metafile.inputs)
  .map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
  .filter(Boolean);
const texts = [...new Set(folders)].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version}\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
});
writeFileSync('dist/licences.txt', texts.join(`\n${'-'.repeat(80)}\n\n`));
