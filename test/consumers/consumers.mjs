/** Who uses the packages, and how: each builds in a folder that has them installed, and says what is to be opened or run. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockOf } from './guide-blocks.mjs';
import { importMap } from './import-map.mjs';

/**
 * `build(at)` fills the folder `at.cwd`, with `at.run(command, …args)` and `at.write(file, text)`; it gives
 *   { page, headers?, host?, frame? }   a folder to serve, and how its index.html is opened in Chromium, or
 *   { command }                         what prints the walk as JSON, or nothing where it is enough that it ends well.
 * `prints` is that JSON where it is not the walk.
 * `refused` are the parts of the walk that cannot work there, and what is said of them.
 */
const html = (...scripts) =>
  `<!doctype html><meta charset="utf-8" /><div id="app"></div>${scripts.map((src) => `<script type="module" src="${src}"></script>`).join('')}`;

const viteBuild = async ({ write, run }, script = './main.js') => {
  write('index.html', html(script));
  await run('vite', 'build', '--logLevel', 'warn');
  return { page: 'dist' };
};

/** Workers of another file: bundlers that do not see `new Worker(new URL(…))` are given it as an entry of its own. */
const workerEntry = '@mnist1d/experiments/worker';

const bundledPage = ({ write, cwd }) => {
  mkdirSync(join(cwd, 'dist'), { recursive: true });
  write('dist/index.html', html('./main.js'));
  return { page: 'dist' };
};

/** Runs a script of a bundler's own interface. */
const script = async ({ write, run }, text) => {
  write('build.mjs', text);
  await run('node', 'build.mjs');
};

const webpackLike =
  (name, options = '') =>
  async (at) => {
    await script(
      at,
      `import bundler from '${name}';
const compiler = (bundler.rspack ?? bundler)({ mode: 'production', entry: './main.js', performance: { hints: false }${options} });
compiler.run((error, stats) => {
  const { errors, warnings } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
  for (const { message } of [...(errors ?? []), ...(warnings ?? [])]) console.error(message);
  if (error || errors.length + warnings.length > 0) { console.error(error ?? ''); process.exitCode = 1; }
});`,
    );
    return bundledPage(at);
  };

const withFramework = (plugin, files) => async (at) => {
  for (const [file, text] of Object.entries(files)) at.write(file, text);
  at.write('vite.config.js', `import plugin from '${plugin}';\nexport default { plugins: [plugin()] };`);
  return { ...(await viteBuild(at, './app.js')), shows: 'figcaption' };
};

const node =
  (major, file = 'node.mjs') =>
  async ({ root }) => ({ command: [join(root, `node_modules/node-${major}/bin/node`), file] });

const esbuildOptions = ['--bundle', '--format=esm', '--platform=browser', '--log-level=warning'];

/** What the others must come to: the walk in the Node that runs this. */
export const reference = { build: async () => ({ command: [process.execPath, 'node.mjs'] }) };

export const consumers = {
  'node-20': { build: node(20) },
  'node-22': { build: node(22) },
  'node-24': { build: node(24) },
  'node-26': { build: node(26) },
  'node-24-require': { build: node(24, 'require.cjs'), prints: { rows: 4000 } },
  deno: { build: async ({ root }) => ({ command: [join(root, 'node_modules/.bin/deno'), 'run', '-A', 'node.mjs'] }) },
  bun: { build: async ({ root }) => ({ command: [join(root, 'node_modules/.bin/bun'), 'run', 'node.mjs'] }) },
  'typescript-bundler': { build: typescript('esnext', 'bundler') },
  'typescript-node16': { build: typescript('node16', 'node16') },
  'vite-build': { build: viteBuild },
  'vite-dev': {
    async build({ write }) {
      // Its server has no icon, which the browser would ask for.
      write('index.html', `<link rel="icon" href="data:," />${html('./main.js')}`);
      // The development server hands packages to workers one by one, and makes modules of TensorFlow.js's CommonJS when told to.
      const include = ['core', 'backend-cpu'].map((name) => `@mnist1d/experiments > @tensorflow/tfjs-${name}`);
      write('vite.config.js', `export default ${JSON.stringify({ optimizeDeps: { include } })};`);
      return { dev: true };
    },
  },
  'vite-7': {
    async build({ root, write, run }) {
      write('index.html', html('./main.js'));
      await run(process.execPath, join(root, 'node_modules/vite-7/bin/vite.js'), 'build', '--logLevel', 'warn');
      return { page: 'dist' };
    },
  },
  'vite-module-worker': {
    build(at) {
      at.write('vite.config.js', "export default { worker: { format: 'es' } };");
      return viteBuild(at, './in-worker.js');
    },
  },
  'vite-insecure-origin': { build: async (at) => ({ ...(await viteBuild(at)), host: 'classroom.test' }) },
  'vite-strict-csp': {
    build: async (at) => ({
      ...(await viteBuild(at)),
      headers: { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" },
    }),
  },
  'vite-sandboxed-frame': {
    build: async (at) => ({ ...(await viteBuild(at)), frame: true }),
    refused: { experiment: /a worker cannot start: .+/ },
  },
  'vite-ssr': {
    build: async ({ write, run }) => {
      // Vite leaves packages out unless told otherwise, and puts chunks into a folder, where they would look for the workers' script.
      const input = { node: 'node.mjs', 'node-worker': '@mnist1d/experiments/node-worker' };
      const rollupOptions = { input, output: { chunkFileNames: '[name].js' } };
      const ssr = { noExternal: true, external: ['@resvg/resvg-js'] };
      write('vite.config.js', `export default ${JSON.stringify({ ssr, build: { ssr: true, rollupOptions } })};`);
      await run('vite', 'build', '--logLevel', 'warn');
      return { command: [process.execPath, 'dist/node.js'] };
    },
  },
  // Its minifier takes most of the time, and changes nothing that is tried here.
  webpack: { build: webpackLike('webpack', ', optimization: { minimize: false }') },
  rspack: { build: webpackLike('@rspack/core') },
  rollup: {
    async build(at) {
      await script(
        at,
        `import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
const bundle = await rollup({
  input: { main: 'main.js', worker: '${workerEntry}' },
  plugins: [resolve({ browser: true }), commonjs(), json()],
  onwarn(warning) { if (warning.code !== 'CIRCULAR_DEPENDENCY' && warning.code !== 'THIS_IS_UNDEFINED') throw new Error(warning.message); },
});
await bundle.write({ dir: 'dist', format: 'es', chunkFileNames: '[name].js' });`,
      );
      return bundledPage(at);
    },
  },
  esbuild: {
    async build(at) {
      await at.run('esbuild', 'main.js', `worker=${workerEntry}`, ...esbuildOptions, '--splitting', '--outdir=dist');
      return bundledPage(at);
    },
  },
  'esbuild-node': {
    async build({ run }) {
      const require =
        "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
      const entries = ['node.mjs', 'node-worker=@mnist1d/experiments/node-worker'];
      const options = ['--bundle', '--platform=node', '--format=esm', '--splitting', '--log-level=warning', require];
      await run('esbuild', ...entries, ...options, '--external:@resvg/resvg-js', '--outdir=dist');
      return { command: [process.execPath, 'dist/node.js'] };
    },
  },
  'import-map': {
    async build({ write, root }) {
      write(
        'index.html',
        `<!doctype html><meta charset="utf-8" />${importMap(root)}<script type="module" src="./main.js"></script>`,
      );
      return { page: '.', modules: true };
    },
    // The page's import map is not that of its workers.
    refused: { experiment: /a worker cannot start: .*worker\.js/ },
  },
  react: {
    build: withFramework('@vitejs/plugin-react', {
      'Training.jsx': blockOf('frameworks.md', 'jsx'),
      'app.js': `import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Training } from './Training.jsx';
createRoot(document.querySelector('#app')).render(createElement(Training, { steps: 101 }));`,
    }),
  },
  vue: {
    build: withFramework('@vitejs/plugin-vue', {
      'Training.vue': blockOf('frameworks.md', 'vue'),
      'app.js': `import { createApp } from 'vue';
import Training from './Training.vue';
createApp(Training, { steps: 101 }).mount('#app');`,
    }),
  },
  observable: {
    async build(at) {
      const block = blockOf('frameworks.md', 'observable').replaceAll('npm:', '').replace('steps: 1001', 'steps: 101');
      at.write(
        'app.js',
        `import { Library } from '@observablehq/stdlib';
const { Generators } = new Library();
${block}
const caption = document.body.appendChild(document.createElement('figcaption'));
for await (const seen of accuracies) caption.textContent = \`\${seen.at(-1)?.testAccuracy ?? 0} %\`;`,
      );
      at.write('vite.config.js', "export default { build: { target: 'esnext' } };");
      return { ...(await viteBuild(at, './app.js')), shows: 'figcaption' };
    },
  },
};

function typescript(module, moduleResolution) {
  return async ({ write, run }) => {
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'es2022', lib: ['es2023', 'dom'], types: ['node'] },
      ...{ strict: true, noEmit: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      // The types of tfjs-core and of vega-lite do not hold by themselves; ours do (attw, tsc).
      skipLibCheck: true,
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['types.ts'] }));
    await run('tsc', '-p', '.');
    return {};
  };
}

/** A folder of a consumer, with the files that all have. */
export function prepare(root, name, files) {
  const cwd = join(root, name);
  mkdirSync(cwd, { recursive: true });
  for (const file of files) cpSync(file, join(cwd, file.slice(file.lastIndexOf('/') + 1)));
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return cwd;
}

export const isRefusal = (value) => typeof value === 'string' && value.startsWith('refused: ');
