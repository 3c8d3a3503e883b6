/** Three builds: the element as a module; a page that holds nothing else (`--mode page`); that page as one file (`--mode single`). */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { leanDrawing } from './build/lean-drawing.ts';
import { leanWorker } from './build/lean-worker.ts';
import { sharedWorkers } from './build/shared-workers.ts';

/** What a licence asks to be kept, once instead of at the head of each of some hundred modules. */
const comments = {
  comments: { legal: false },
  postBanner:
    '/*! TensorFlow.js, Copyright Google LLC, Apache-2.0; preact, Copyright Jason Miller, MIT; noble-hashes, Copyright Paul Miller, MIT */',
};

/** As a file by itself the page has no site around it. */
const withoutNavigation = {
  name: 'without-navigation',
  transformIndexHtml: (html: string) => html.replace(/<nav>.*?<\/nav>\s*/s, ''),
};

const inFolder = (path: string) => resolve(import.meta.dirname, path);
const workerPlugins = () => [leanWorker(inFolder('src/engine/cpu-backend.ts'))];

export default defineConfig(({ mode }) => ({
  root: mode === 'page' || mode === 'single' ? inFolder('page') : import.meta.dirname,
  plugins:
    mode === 'single'
      ? [viteSingleFile(), withoutNavigation]
      : [
          sharedWorkers(
            [inFolder('src/engine/training-worker.ts'), inFolder('src/experiments/runs-worker.ts')],
            workerPlugins,
          ),
        ],
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: {
    format: 'iife',
    rolldownOptions: { output: comments },
    plugins: () => [...workerPlugins(), leanDrawing()],
  },
  build: {
    target: 'es2022',
    rolldownOptions: { output: comments },
    emptyOutDir: true,
    ...(mode === 'page' || mode === 'single'
      ? { outDir: `../dist/${mode}` }
      : {
          outDir: 'dist/element',
          lib: { entry: 'src/element.tsx', formats: ['es' as const], fileName: 'element' },
        }),
  },
}));
