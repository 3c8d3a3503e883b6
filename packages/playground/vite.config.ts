/** Three builds: the element as a module; a page that holds nothing else (`--mode page`); that page as one file (`--mode single`). */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { leanDrawing } from './build/lean-drawing.ts';
import { leanWorker } from './build/lean-worker.ts';
import { licences } from './build/licences.ts';
import { sharedWorkers } from './build/shared-workers.ts';

/** What licences ask to be kept stands in one file, not at the head of each of some hundred modules. */
const { collect, write } = licences('licences.txt');
const commentsOf = (mode: string) => ({
  comments: { legal: false },
  postBanner:
    mode === 'single'
      ? '/*! TensorFlow.js, Copyright Google LLC, Apache-2.0; preact, Copyright Jason Miller, MIT; noble-hashes, Copyright Paul Miller, MIT */'
      : '/*! Whose code this is: licences.txt */',
});

/** As a file by itself the page has no site around it. */
const withoutNavigation = {
  name: 'without-navigation',
  transformIndexHtml: (html: string) => html.replace(/<nav>.*?<\/nav>\s*/s, ''),
};

const inFolder = (path: string) => resolve(import.meta.dirname, path);
const workerPlugins = () => [leanWorker(inFolder('src/engine/cpu-backend.ts')), collect];

export default defineConfig(({ mode }) => ({
  root: mode === 'page' || mode === 'single' ? inFolder('page') : import.meta.dirname,
  plugins:
    mode === 'single'
      ? [viteSingleFile(), withoutNavigation]
      : [
          write,
          sharedWorkers(
            [inFolder('src/engine/training-worker.ts'), inFolder('src/experiments/runs-worker.ts')],
            workerPlugins,
          ),
        ],
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: {
    format: 'iife',
    rolldownOptions: { output: commentsOf(mode) },
    plugins: () => [...workerPlugins(), leanDrawing()],
  },
  build: {
    target: 'es2022',
    rolldownOptions: { output: commentsOf(mode) },
    emptyOutDir: true,
    ...(mode === 'page' || mode === 'single'
      ? { outDir: `../dist/${mode}` }
      : {
          outDir: 'dist/element',
          lib: { entry: 'src/element.tsx', formats: ['es' as const], fileName: 'element' },
        }),
  },
}));
