// Bundles the extension into dist.
import { copyFileSync } from 'node:fs';

import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));

await build({
  absWorkingDir: folder,
  entryPoints: ['src/extension.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  outfile: 'dist/extension.js',
  logLevel: 'warning',
});

// The ledger is shown by the same page that `gouji check --format html` writes.
for (const name of ['sheet.css', 'sheet.js']) {
  copyFileSync(`${folder}../../src/lsp/sheet/${name}`, `${folder}dist/${name}`);
}
