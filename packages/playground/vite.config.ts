/** Two builds: the element as a module, and (`--mode page`) a page that holds nothing else. */
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/**
 * Leaves out what compiled training never asks of TensorFlow.js: the processor's kernels, of which there are enough for
 * two hundred operations, and the loading and saving of models.
 */
function withoutKernels(): Plugin {
  const kernels = resolve(import.meta.dirname, 'src/engine/cpu-backend.ts');
  return {
    name: 'without-kernels',
    enforce: 'pre',
    resolveId: (id) => (id === '@tensorflow/tfjs-backend-cpu' ? kernels : undefined),
  };
}

export default defineConfig(({ mode }) => ({
  root: mode === 'page' ? resolve(import.meta.dirname, 'page') : import.meta.dirname,
  base: './',
  plugins: [withoutKernels()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: {
    format: 'iife',
    plugins: () => [withoutKernels()],
  },
  build: {
    target: 'es2022',
    emptyOutDir: true,
    ...(mode === 'page'
      ? { outDir: '../dist/page' }
      : {
          outDir: 'dist',
          lib: { entry: 'src/element.tsx', formats: ['es' as const], fileName: 'element' },
        }),
  },
}));
