/** Bundles tfjs-core's own tests with the compiler, around one copy of tfjs-core. */
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { build, type Plugin } from 'esbuild';

const require = createRequire(import.meta.url);
const core = resolve(dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist');

/** Lets the test files import an index of tfjs-core whose ops are compiled; everything else imports its own. */
const peerSuite: Plugin = {
  name: 'peer-suite',
  setup(bundle) {
    bundle.onResolve({ filter: /^tfjs-core\// }, ({ path }) => ({ path: resolve(core, `${path.slice(10)}.js`) }));
    bundle.onResolve({ filter: /^jasmine-core/ }, ({ path }) => ({ path: require.resolve(path) }));
    bundle.onResolve({ filter: /(^|\/)(index|ops)$/ }, ({ path, importer }) =>
      importer.startsWith(core) && importer.endsWith('_test.js')
        ? { path: resolve(dirname(importer), path), namespace: 'compiled-ops' }
        : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: 'compiled-ops' }, ({ path }) => {
      const names = Object.keys(tf).filter((name) => name !== 'default');
      return {
        resolveDir: import.meta.dirname,
        contents: [
          `import { compiledOps } from './compiled-ops.ts';`,
          `import * as own from ${JSON.stringify(`${path}.js`)};`,
          'const $exports = { ...own, ...compiledOps() };',
          `export * from ${JSON.stringify(`${path}.js`)};`,
          ...names.map((name) => `export const ${name} = $exports.${name};`),
        ].join('\n'),
      };
    });
  },
};

/** Writes the bundle, which {@link SpecResult}s come out of, to `outfile`. */
export const bundleSpecs = (outfile: string) =>
  build({
    entryPoints: [resolve(import.meta.dirname, 'run-specs.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // tfjs-core says that its tests have no effects.
    ignoreAnnotations: true,
    logLevel: 'error',
    plugins: [peerSuite],
  });
