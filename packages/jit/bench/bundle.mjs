/**
 * Bundles programs of the benchmark with the compiler's sources, for Node 20 runs no TypeScript, and no package is built anew.
 * In the package's folder, of any checkout:
 *
 *     node bench/bundle.mjs [--page] PROGRAM.ts …
 */
import { join } from 'node:path';
import { build } from 'esbuild';

const isPage = process.argv.includes('--page');
const programs = process.argv.slice(2).filter((argument) => argument !== '--page');
await build({
  entryPoints: programs.map((program) => join('bench', program)),
  outbase: 'bench',
  outdir: 'bench/dist',
  bundle: true,
  format: 'esm',
  platform: isPage ? 'browser' : 'node',
  packages: isPage ? 'bundle' : 'external',
  alias: Object.fromEntries(['checks', 'gradients'].map((name) => [`@mnist1d/${name}`, `../${name}/src/index.ts`])),
  logLevel: 'warning',
});
