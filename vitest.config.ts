import { resolve } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { chromiumArguments, chromiumPath, missingBrowser } from './test/chromium-path.mjs';
import { SummaryReporter } from './test/summary-reporter.ts';

const nodePackages = [
  'checks',
  'random',
  'gradients',
  'dataset',
  'models',
  'results',
  'experiments',
  'viz',
  'cli',
  'playground',
  'jit',
  'site',
];
/** Milliseconds; eager training on a busy machine takes its time. */
const testTimeout = 300_000;
/** What a page shows in a moment on a quiet machine may come late on a busy one. */
const poll = { timeout: 60_000 };
/** Their tests run in a real browser too, but for those named *.node.test.ts. */
const browserPackages = ['dataset', 'models', 'viz', 'jit', 'experiments'];
/** What is imported late, when tests run already: Vite would load the page anew then, in the middle of them. */
const importedLate: Readonly<Record<string, string[]>> = {
  experiments: ['@tensorflow/tfjs-backend-cpu', 'wasm-feature-detect'],
};
/** Those that have tests for browsers alone, *.browser.test.ts: the others train for minutes. */
const forBrowsersAlone = ['experiments'];

if (missingBrowser) throw new Error(missingBrowser);

/** What is run before the tests of a package, in Node alone: there it sets flags, and mocks modules. */
const setupFiles: Readonly<Record<string, string[]>> = {
  jit: ['test/relaxed-simd.ts', 'packages/jit/test/verify-all.ts'].map((file) => resolve(import.meta.dirname, file)),
  experiments: [resolve(import.meta.dirname, 'test/relaxed-simd.ts')],
};

const nodeProjects: TestProjectConfiguration[] = nodePackages.map((name) => ({
  test: {
    name,
    testTimeout,
    hookTimeout: testTimeout,
    expect: { poll },
    root: resolve(import.meta.dirname, `packages/${name}`),
    setupFiles: setupFiles[name] ?? [],
    include: ['test/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts'],
  },
}));

const browserProjects: TestProjectConfiguration[] = browserPackages.map((name) => ({
  optimizeDeps: { include: importedLate[name] ?? [] },
  test: {
    name: `${name} (browser)`,
    testTimeout,
    hookTimeout: testTimeout,
    root: resolve(import.meta.dirname, `packages/${name}`),
    include: [forBrowsersAlone.includes(name) ? 'test/**/*.browser.test.ts' : 'test/**/*.test.ts'],
    exclude: ['**/*.node.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: chromiumPath ?? '',
          args: chromiumArguments,
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
}));

export default defineConfig({
  test: {
    // All of them: by default one is kept free, which on two cores is half.
    maxWorkers: '100%',
    reporters: [
      'default',
      new SummaryReporter(
        chromiumPath
          ? []
          : browserProjects.map(
              (p) => `${(p as { test: { name: string } }).test.name}: no Chromium here (CHROMIUM_PATH names one)`,
            ),
      ),
    ],
    projects: [
      {
        test: {
          name: 'workspace',
          root: import.meta.dirname,
          include: ['test/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      ...nodeProjects,
      ...(chromiumPath ? browserProjects : []),
    ],
  },
});
