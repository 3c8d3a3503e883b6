/** Experiments bundled by esbuild: in pages, in Chromium, from an insecure origin, over workers; in Node; what is told of workers that cannot start. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runExperiment } from '@mnist1d/experiments';
import type { indexedDbRunStore } from '@mnist1d/experiments/browser-storage';
import { type BuildResult, build } from 'esbuild';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.mjs';

const config = { models: ['logistic', 'mlp'], steps: 6, evalEvery: 5, classErrorSteps: 2, seeds: [7] };
/** Not a name that browsers take for this machine, from which all is secure. */
const insecure = 'classroom.test';

let bundle: BuildResult<{ write: false; metafile: true }>;

beforeAll(async () => {
  bundle = await build({
    stdin: {
      contents: `
        import { runExperiment } from '@mnist1d/experiments';
        import { indexedDbRunStore } from '@mnist1d/experiments/browser-storage';
        Object.assign(globalThis, { runExperiment, indexedDbRunStore });`,
      resolveDir: import.meta.dirname,
      sourcefile: 'page.js',
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    outfile: 'page.js',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
});

test('a bundle for pages warns of nothing and has no Node code, nor what need not be installed', () => {
  expect(bundle.warnings).toEqual([]);
  const parts = [
    ...Object.keys(bundle.metafile.inputs),
    ...Object.values(bundle.metafile.outputs)[0]!.imports.map(({ path }) => path),
  ];
  expect(
    parts.filter((path) => /^node:|backend-wasm|backend-webgpu|\/webgpu\/|\/mnist\/|node-only|lexer/.test(path)),
  ).toEqual([]);
});

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let browser: Browser;
  let worker: string;
  const servers: (() => void)[] = [];

  beforeAll(async () => {
    const built = await build({
      entryPoints: [resolve(import.meta.dirname, '../packages/experiments/dist/worker.js')],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
    });
    worker = built.outputFiles[0]!.text;
    browser = await chromium.launch({
      executablePath: chromiumPath!,
      args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${insecure} 127.0.0.1`],
    });
  });
  afterAll(async () => {
    for (const close of servers) close();
    await browser.close();
  });

  /** The page of a server whose answer for the worker's script is `answer`, and its origin. */
  async function open(answer: (request: IncomingMessage, response: ServerResponse) => void, policy?: string) {
    const server = createServer((request, response) => {
      const send = (type: string, text: string) =>
        response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' }).end(text);
      if (request.url === '/worker.js') return answer(request, response);
      if (request.url === '/page.js') return send('text/javascript', bundle.outputFiles[0]!.text);
      if (policy) response.setHeader('content-security-policy', policy);
      send('text/html', '<script type="module" src="page.js"></script>');
    }).listen(0, '127.0.0.1');
    servers.push(() => server.close());
    await new Promise((listening) => server.once('listening', listening));
    const origin = `http://${insecure}:${(server.address() as AddressInfo).port}`;
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(origin, { waitUntil: 'load' });
    const run = (workers: number) =>
      page.evaluate(
        async (options) => {
          const {
            runExperiment: inPage,
            isSecureContext,
            Worker: PagesWorker,
          } = globalThis as unknown as {
            runExperiment: typeof runExperiment;
            isSecureContext: boolean;
            Worker: unknown;
          };
          const { digest } = await inPage('classification', options);
          return { digest, isSecureContext, worker: String(PagesWorker) };
        },
        { preset: 'quick', config, workers } as const,
      );
    /** What happens to the runs with a store of the browser's, and what it warns of. */
    const runStored = () =>
      page.evaluate(
        async (options) => {
          const { runExperiment: inPage, indexedDbRunStore: storeInPage } = globalThis as unknown as {
            runExperiment: typeof runExperiment;
            indexedDbRunStore: typeof indexedDbRunStore;
          };
          const [events, warnings] = [new Set<string>(), [] as string[]];
          const store = storeInPage('runs', (message) => warnings.push(message));
          await inPage('classification', { ...options, store, onProgress: ({ event }) => events.add(event) });
          return { events: [...events], warnings };
        },
        { preset: 'quick', config } as const,
      );
    return { origin, page, run, runStored };
  }

  const script =
    (text: string, type = 'text/javascript', status = 200) =>
    (_: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(status, { 'content-type': type }).end(text);

  test('an insecure origin has the result of Node, over two workers, and its Worker stays what it was', async () => {
    const { digest } = await runExperiment('classification', { preset: 'quick', config });
    const { run } = await open(script(worker));
    expect(await run(2)).toEqual({ digest, isSecureContext: false, worker: 'function Worker() { [native code] }' });
  });

  test.each([
    [
      'there is none',
      script('', 'text/plain', 404),
      'ORIGIN/worker.js: the server answers 404; tell the bundler of it',
    ],
    ['it is a page', script('<p>', 'text/html'), 'ORIGIN/worker.js: the server sends it as text/html'],
    [
      'it cannot be parsed',
      script('let x = ;'),
      'ORIGIN/worker.js: what it imports cannot be loaded, not by an import map either',
    ],
    [
      'it imports what is not there',
      script("import '@mnist1d/models';"),
      'ORIGIN/worker.js: what it imports cannot be loaded',
    ],
    ['it throws', script("throw new Error('no luck')"), 'Uncaught Error: no luck'],
  ])('a worker’s script says what is wrong: %s', async (_, answer, message) => {
    const { origin, run } = await open(answer);
    await expect(run(2)).rejects.toThrow(`a worker cannot start: ${message.replace('ORIGIN', origin)}`);
  });

  test('so does a page whose policy forbids workers', async () => {
    const { origin, run } = await open(script(worker), "worker-src 'none'");
    await expect(run(1)).rejects.toThrow(
      `${origin}/worker.js: what it imports cannot be loaded, not by an import map either, or the Content-Security-Policy forbids it`,
    );
  });

  test('and one that is somebody else’s is not waited for', async () => {
    const { run, page } = await open(script('onmessage = () => {};'));
    const failure = expect(run(1)).rejects.toThrow('a worker cannot start: no answer in 60 s');
    // Once the page waits.
    await new Promise((resume) => setTimeout(resume, 2_000));
    await page.clock.fastForward(60_000);
    await failure;
  });

  test('runs that are stored are there when the page is loaded again', async () => {
    const { page, runStored } = await open(script(worker));
    expect(await runStored()).toEqual({ events: ['started', 'running', 'finished'], warnings: [] });
    await page.reload({ waitUntil: 'load' });
    expect(await runStored()).toEqual({ events: ['stored'], warnings: [] });
  });

  test('a page that has no origin runs, and is told that it keeps nothing', async () => {
    const { runStored } = await open(script(worker), 'sandbox allow-scripts');
    const { events, warnings } = await runStored();
    expect(events).toEqual(['started', 'running', 'finished']);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^runs are not kept in IndexedDB 'runs': the browser does not allow it \(SecurityError: .*; they stay in memory until the page is left$/,
      ),
    ]);
  });
});

test('what is bundled for Node runs, names the script that its workers lack, and the package that a backend lacks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mnist1d-bundle-'));
  try {
    const [file, script] = [join(folder, 'main.mjs'), join(folder, 'node-worker.js')];
    await build({
      stdin: {
        contents: `
          import { runExperiment, useBackend } from '@mnist1d/experiments';
          import { getBackend, registerBackend } from '@tensorflow/tfjs-core';
          import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
          const options = ${JSON.stringify({ preset: 'quick', config: { ...config, models: ['logistic'], steps: 1 } })};
          console.log((await runExperiment('classification', options)).claims.length > 0);
          await runExperiment('classification', { ...options, workers: 1 }).catch(({ message }) => console.log(message));
          for (const name of ['wasm', 'webgpu']) await useBackend(name).catch(({ message }) => console.log(message));
          // As the backend's package does when the program imports it.
          registerBackend('wasm', () => new MathBackendCPU());
          await useBackend('wasm');
          console.log(getBackend());`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      // tfjs-core has a package that asks for Node's modules by require.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      outfile: file,
      logLevel: 'silent',
    });
    const printed = execFileSync(process.execPath, [file], {
      encoding: 'utf8',
      // What runs this test may say where more packages are.
      env: { ...process.env, NODE_PATH: '' },
    });
    const [wasm, dawn] = ['@tensorflow/tfjs-backend-wasm', 'webgpu'];
    expect(printed.trim().split('\n')).toEqual([
      'true',
      `a worker cannot start: Cannot find module '${script}'`,
      `backend 'wasm' cannot be loaded: npm install ${wasm}; bundles must import '${wasm}' itself (Cannot find package '${wasm}' imported from ${file})`,
      `backend 'webgpu' cannot be loaded: there is no navigator.gpu; in Node, npm install ${dawn} (Cannot find package '${dawn}' imported from ${file})`,
      'wasm',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
