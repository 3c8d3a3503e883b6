/** The page as it is built, in Chromium: served from a folder, with what it fails at and what it asks others for. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { chromiumArguments, chromiumPath } from '../../../test/chromium-path.mjs';

const folder = join(import.meta.dirname, '../dist/page');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

export interface BuiltPage {
  readonly context: BrowserContext;
  /** Errors and warnings of all tabs, and requests to other hosts. */
  readonly failed: readonly string[];
  /** A new tab with the page. */
  open(query?: string): Promise<Page>;
  close(): Promise<void>;
}

export async function openBuiltPage(): Promise<BuiltPage> {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    const name = normalize(path === '/' ? '/index.html' : path);
    const body = await readFile(join(folder, name)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'content-type': types[extname(name)] ?? 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const home = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  const context = await browser.newContext({ reducedMotion: 'reduce', acceptDownloads: true });
  const failed: string[] = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => failed.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) failed.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(home)) failed.push(request.url());
    });
  });
  return {
    ...{ context, failed },
    async open(query = '') {
      const page = await context.newPage();
      await page.goto(home + query);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** What axe-core objects to in the parts of the element's page that a selector finds. */
export async function violationsIn(page: Page, selector: string): Promise<string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  return page.evaluate(async (inside) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    // One level in, the element's own tree.
    const { violations, passes } = await axe.run({ include: [{ fromShadowDom: ['mnist1d-playground', inside] }] });
    if (passes.length === 0) throw new Error(`axe found nothing to check in ${inside}`);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, selector);
}
