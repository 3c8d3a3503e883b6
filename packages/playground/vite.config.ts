/** Three builds: the element as a module; a page that holds nothing else (`--mode page`); that page as one file (`--mode single`). */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { leanWorker } from './lean-worker.ts';

/** What a licence asks to be kept, once instead of at the head of each of some hundred modules. */
const comments = {
  legalComments: 'none' as const,
  postBanner:
    '/*! TensorFlow.js, Copyright Google LLC, Apache-2.0; preact, Copyright Jason Miller, MIT; noble-hashes, Copyright Paul Miller, MIT */',
};

/** As a file by itself the page has no site around it. */
const withoutNavigation = {
  name: 'without-navigation',
  transformIndexHtml: (html: string) => html.replace(/<nav>.*?<\/nav>\s*/s, ''),
};

export default defineConfig(({ mode }) => ({
  root: mode === 'page' || mode === 'single' ? resolve(import.meta.dirname, 'page') : import.meta.dirname,
  plugins: mode === 'single' ? [viteSingleFile(), withoutNavigation] : [],
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: {
    format: 'iife',
    rolldownOptions: { output: comments },
    plugins: () => [leanWorker(resolve(import.meta.dirname, 'src/engine/cpu-backend.ts'))],
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
