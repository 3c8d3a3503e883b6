/** Serves the built site under its base path, as any host of files does, and opens it in Chromium. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Page } from 'playwright';
import sirv from 'sirv';
import { chromiumArguments, chromiumPath } from '../../../test/chromium-path.mjs';

export const dist = join(import.meta.dirname, '../dist');

/** Every page that VitePress makes, by its path from the site's root; the playground has its own tests. */
export const pages: readonly string[] = existsSync(dist)
  ? readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.html') && path !== '404.html' && !path.startsWith('play/'))
      .sort()
  : [];

export const htmlOf = (page: string) => readFileSync(join(dist, page), 'utf8');

/** The path that the site was built for, as its home page has it. */
export const base = /<a class="title" href="([^"]+)"/.exec(htmlOf('index.html'))?.[1] ?? '/';

/** One of every kind. */
export const kinds = [
  'index.html',
  'lessons/index.html',
  'lessons/neighbours.html',
  'lessons/lottery.html',
  'lessons/for-teachers.html',
  'experiments/index.html',
  'experiments/lottery.html',
  'results/index.html',
  'results/classification.html',
  'guides/frameworks.html',
  'packages/index.html',
  'packages/jit.html',
  'api/index.html',
  'api/experiments/main/interfaces/TrainOptions.html',
  'api/jit/functions/jit.html',
  'leaderboard/index.html',
  'project/index.html',
  'project/dependencies.html',
  '404.html',
];

export interface Look {
  readonly width: number;
  /** Whether the site is kept for visits without a network. Default false. */
  readonly isKept?: boolean;
  readonly colorScheme?: 'light' | 'dark';
}

export async function openSite() {
  const serve = sirv(dist, { dev: true });
  const server = createServer((request, response) => {
    const missing = () => {
      response.writeHead(404).end();
    };
    if (!request.url?.startsWith(base)) return missing();
    request.url = `/${request.url.slice(base.length)}`;
    serve(request, response, missing);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });

  return {
    address: (page: string) => `${origin}${base}${page}`,
    /** A tab of its own, and what it should not have: errors, warnings, requests that fail or go elsewhere. */
    async open({ width, colorScheme = 'light', isKept = false }: Look) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme,
        acceptDownloads: true,
        serviceWorkers: isKept ? 'allow' : 'block',
      });
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      const faults: string[] = [];
      const note = (fault: string) => faults.push(`${page.url().slice(origin.length)}: ${fault}`);
      page.on('pageerror', (error) => note(String(error)));
      page.on('console', (message) => {
        // What `isKept` asks for is no fault of the page.
        if (message.text() !== 'Service Worker registration blocked by Playwright')
          note(`${message.type()}: ${message.text()}`);
      });
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) note(`asks for ${url}`);
      });
      page.on('response', (response) => {
        if (response.status() >= 400) note(`${response.status()} for ${response.url().slice(origin.length)}`);
      });
      return { page, context, faults };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** Waits until Vue has taken over the page. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}));
}

/** What axe has against a page as it stands. */
export async function objections(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, target }) => `${target}: ${html.slice(0, 120)}`).join('; ')}`,
  );
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
