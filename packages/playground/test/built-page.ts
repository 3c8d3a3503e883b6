/** The built page in Chromium, from a server of its own. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import sirv from 'sirv';
import { chromiumArguments, chromiumPath } from '../../../test/chromium-path.mjs';

export interface BuiltPage {
  readonly address: string;
  readonly browser: Browser;
  /** A page at that query; what it says on its console as a warning or an error, or asks other hosts for, is in `faults`. */
  open(query?: string, options?: Parameters<Browser['newPage']>[0]): Promise<{ page: Page; faults: string[] }>;
  close(): Promise<void>;
}

/** @param flags of Chromium */
export async function serveBuiltPage(flags: readonly string[] = []): Promise<BuiltPage> {
  const server = createServer(
    sirv(join(import.meta.dirname, '../dist/page'), {
      dev: true,
      // As hosts of static files do: a sandboxed frame has no origin of its own.
      setHeaders: (response) => response.setHeader('access-control-allow-origin', '*'),
    }),
  );
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  const address = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({
    executablePath: chromiumPath as string,
    args: [...chromiumArguments, ...flags],
  });
  return {
    address,
    browser,
    async open(query = '', options = {}) {
      const page = await browser.newPage(options);
      const faults: string[] = [];
      watch(page, address, faults);
      await page.goto(`${address}?${query}`);
      return { page, faults };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** Notes what a page fails at, and what it asks other hosts for. */
function watch(page: Page, address: string, faults: string[]): void {
  page.setDefaultTimeout(120_000);
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(address)) faults.push(request.url());
  });
}

export interface BuiltTabs {
  readonly address: string;
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** Errors and warnings of all tabs, and requests to other hosts. */
  readonly failed: readonly string[];
  /** A new tab with the page. */
  open(query?: string): Promise<Page>;
  /** In a context of its own, which keeps nothing, and says that there are so many cores. */
  openWithCores(cores: number, query?: string): Promise<Page>;
  close(): Promise<void>;
}

/** The page in tabs that share what the browser keeps. Nothing trains by itself there. */
export async function openTabs(): Promise<BuiltTabs> {
  const { address, browser, close } = await serveBuiltPage();
  const failed: string[] = [];
  const openContext = async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce', acceptDownloads: true });
    context.on('page', (page) => watch(page, address, failed));
    return context;
  };
  const openIn = async (context: BrowserContext, query = '') => {
    const page = await context.newPage();
    await page.goto(address + query);
    return page;
  };
  const context = await openContext();
  return {
    ...{ address, browser, context, failed, close },
    open: (query) => openIn(context, query),
    async openWithCores(cores, query) {
      const other = await openContext();
      await other.addInitScript((count) => {
        Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => count });
      }, cores);
      return openIn(other, query);
    },
  };
}

/** What axe-core objects to in the parts of the element's page that a selector finds. */
export async function violationsIn(page: Page, selector: string, element = 'mnist1d-playground'): Promise<string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  return page.evaluate(
    async ([outside, inside]) => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      // One level in, the element's own tree.
      const { violations, passes } = await axe.run({ include: [{ fromShadowDom: [outside, inside] }] });
      if (passes.length === 0) throw new Error(`axe found nothing to check in ${inside}`);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    },
    [element, selector] as const,
  );
}

/** By Tab alone to what has that name, and presses a key there. */
export async function tabTo(page: Page, name: string, key: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate<boolean, string>(isFocused, name)) return page.keyboard.press(key);
  }
  throw new Error(`Tab does not come to ${name}`);
}

/** In the page: whether what has the focus has that name. */
function isFocused(name: string): boolean {
  const root = document.querySelector('mnist1d-playground')?.shadowRoot;
  const focused = root?.activeElement;
  const label = focused?.closest('label');
  return [focused?.textContent, label?.textContent].some((text) => text?.trim().startsWith(name));
}
