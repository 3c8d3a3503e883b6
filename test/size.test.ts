/** What a browser user downloads: each package's whole entry, bundled without its peers, minified and gzipped. */
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const budgets = [
  { name: 'dataset', bytes: 6_000, external: [] },
  { name: 'models', bytes: 25_000, external: ['@tensorflow/*'] },
  // What it says of NaN, of compilations, of its steps and of the page that it is in takes 4 kB.
  { name: 'jit', bytes: 87_500, external: ['@tensorflow/*'] },
  { name: 'results', bytes: 10_000, external: [] },
  // Of these, 2 kB are the figures of the book's six experiments, and 2 kB those of our three.
  { name: 'viz', bytes: 29_500, external: ['vega', 'vega-interpreter', 'vega-lite'] },
  // The lexer is loaded in Node alone. The book's six experiments take 6 kB, our three 3 kB, and what all their keys mean 2 kB.
  {
    name: 'experiments',
    bytes: 52_000,
    external: ['@tensorflow/*', '@mnist1d/*', 'webgpu', 'mnist', 'es-module-lexer'],
  },
];

test.each(budgets)('$name takes at most $bytes bytes', async ({ name, bytes, external }) => {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, `../packages/${name}/dist/index.js`)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external,
    write: false,
  });
  const size = gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
  console.log(`@mnist1d/${name}: ${size} bytes`);
  expect(size).toBeLessThanOrEqual(bytes);
});
