/** Threads in Chromium: where the page is cross-origin isolated, and one alone where it is not. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { expect, test } from 'vitest';
import { chromiumArguments, chromiumPath } from '../../../../test/chromium-path.mjs';

const isolating = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** What a worker of a page posts, where all that is served has these headers. */
async function postedWith(headers: Readonly<Record<string, string>>): Promise<unknown> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, 'threads-in-a-page.ts')],
    ...{ bundle: true, format: 'esm', platform: 'browser', write: false, minify: true, logLevel: 'error' },
  });
  const server = createServer(({ url }, response) => {
    response.setHeaders(new Headers(headers));
    response.setHeader('content-type', url === '/worker.js' ? 'text/javascript' : 'text/html');
    response.end(url === '/worker.js' ? outputFiles[0]?.contents : '<!doctype html><title>Threads</title>');
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  const browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    return await page.evaluate(
      () =>
        new Promise((posted, failed) => {
          const worker = new Worker('worker.js', { type: 'module' });
          worker.onmessage = ({ data }) => posted(data);
          worker.onerror = ({ message }) => failed(new Error(message));
        }),
    );
  } finally {
    await browser.close();
    server.close();
  }
}

test.skipIf(!chromiumPath)('of an isolated page: two, the same bits', async () => {
  expect(await postedWith(isolating)).toEqual({ isIsolated: true, areEqual: true, isDivided: true });
});

test.skipIf(!chromiumPath)('of any other: one, and no error', async () => {
  expect(await postedWith({})).toEqual({ isIsolated: false, areEqual: true, isDivided: false });
});
