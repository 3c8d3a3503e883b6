/** The built page in Chromium, from a server of its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import sirv from 'sirv';
import { chromiumArguments, chromiumPath } from '../../../test/chromium-path.mjs';

export interface BuiltPage {
  readonly address: string;
  readonly browser: Browser;
  /** A page at that query; what it says on its console as a warning or an error, or asks other hosts for, is in `faults`. */
  open(query?: string, options?: Parameters<Browser['newPage']>[0]): Promise<{ page: Page; faults: string[] }>;
  close(): Promise<void>;
}

export async function serveBuiltPage(): Promise<BuiltPage> {
  const server = createServer(
    sirv(join(import.meta.dirname, '../dist/page'), {
      dev: true,
      // As hosts of static files do: a sandboxed frame has no origin of its own.
      setHeaders: (response) => response.setHeader('access-control-allow-origin', '*'),
    }),
  );
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  const address = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  return {
    address,
    browser,
    async open(query = '', options = {}) {
      const page = await browser.newPage(options);
      page.setDefaultTimeout(120_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) faults.push(message.text());
      });
      page.on('request', (request) => {
        if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(address)) faults.push(request.url());
      });
      await page.goto(`${address}?${query}`);
      return { page, faults };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
