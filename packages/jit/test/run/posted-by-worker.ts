/** What the worker of a page in Chromium posts, where all that is served has headers of one's choice. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { chromiumArguments, chromiumPath } from '../../../../test/chromium-path.mjs';

export const isolating = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** @param script the worker's, a file of this folder */
export async function postedWith(script: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, script)],
    ...{ bundle: true, format: 'esm', platform: 'browser', write: false, minify: true, logLevel: 'error' },
  });
  const server = createServer(({ url }, response) => {
    response.setHeaders(new Headers(headers));
    response.setHeader('content-type', url === '/worker.js' ? 'text/javascript' : 'text/html');
    response.end(url === '/worker.js' ? outputFiles[0]?.contents : '<!doctype html><title>Worker</title>');
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
