/** The projects: the tools that each installs, its files beside app.js and page.js, how it is built, and what is served then. */

export interface Project {
  readonly tools: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  /** Arguments of npx; none where `serve` runs a server. */
  readonly build?: readonly string[];
  /** The folder that is served after the build, or the arguments of npx that serve at the port that follows them. */
  readonly serve: string | readonly string[];
}

const html = (script: string) => `<!doctype html><script type="module" src="${script}"></script>\n`;
const vite: Omit<Project, 'tools'> = {
  files: { 'index.html': html('/page.js') },
  build: ['vite', 'build', '--logLevel', 'warn'],
  serve: 'dist',
};
const likeWebpack = (tools: Project['tools'], command: string): Project => ({
  tools,
  files: {
    'dist/index.html': html('page.js'),
    'bundler.config.mjs':
      "export default { mode: 'production', entry: './page.js', output: { filename: 'page.js' }, performance: { hints: false } };\n",
  },
  build: [command, 'build', '--config', 'bundler.config.mjs'],
  serve: 'dist',
});

export const projects: Readonly<Record<string, Project>> = {
  vite: { ...vite, tools: { vite: '^8.0.0' } },
  'vite-7': { ...vite, tools: { vite: '^7.0.0' } },
  'vite-dev': {
    tools: { vite: '^8.0.0' },
    files: {
      ...vite.files,
      // The development server gives workers their packages one by one, of which TensorFlow.js needs CommonJS made ESM.
      'vite.config.js': [
        "const include = ['core', 'backend-cpu'].map((name) => '@mnist1d/experiments > @tensorflow/tfjs-' + name);",
        'export default { optimizeDeps: { include } };\n',
      ].join('\n'),
    },
    serve: ['vite', '--host', '127.0.0.1', '--strictPort', '--port'],
  },
  webpack: likeWebpack({ webpack: '^5.0.0', 'webpack-cli': '^7.0.0' }, 'webpack'),
  rspack: likeWebpack({ '@rspack/core': '^2.0.0', '@rspack/cli': '^2.0.0' }, 'rspack'),
  rollup: {
    tools: { rollup: '^4.0.0', '@rollup/plugin-node-resolve': '^16.0.0', '@rollup/plugin-commonjs': '^29.0.0' },
    files: {
      'dist/index.html': html('page.js'),
      'rollup.config.mjs': [
        "import commonjs from '@rollup/plugin-commonjs';",
        "import resolve from '@rollup/plugin-node-resolve';",
        'export default {',
        "  input: { page: 'page.js', worker: '@mnist1d/experiments/worker' },",
        "  output: { dir: 'dist' },",
        '  plugins: [resolve({ browser: true }), commonjs()],',
        '};\n',
      ].join('\n'),
    },
    build: ['rollup', '--config', '--silent'],
    serve: 'dist',
  },
  esbuild: {
    tools: { esbuild: '^0.28.0' },
    files: { 'dist/index.html': html('page.js') },
    build: [
      ...['esbuild', 'page.js', 'worker=@mnist1d/experiments/worker', '--bundle', '--format=esm', '--splitting'],
      ...['--outdir=dist', '--log-level=warning'],
    ],
    serve: 'dist',
  },
};
