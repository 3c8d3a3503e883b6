/** The element `<mnist1d-experiment>` in Chromium: in a page of its own, beside what the built page has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '@mnist1d/results';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltTabs, openTabs, violationsIn } from './built-page.ts';

type Experiment = HTMLElement & { run(): void };

/** Adds the element, asked to run at once, and takes the playground away. */
const add = (page: Page, attributes: Readonly<Record<string, string>>) =>
  page.evaluate((given) => {
    const element = document.createElement('mnist1d-experiment') as Experiment;
    for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
    element.addEventListener('experiment-over', (event) => {
      (globalThis as { claims?: unknown }).claims = (event as CustomEvent).detail;
    });
    document.querySelector('main')?.replaceChildren(element);
    element.run();
  }, attributes);

test('the page as one file does without it, and without the experiments', () => {
  const file = readFileSync(join(import.meta.dirname, '../dist/single/index.html'), 'utf8');
  expect(file).toContain('mnist1d-playground');
  expect(file).not.toContain('experiment-over');
  expect(file.length).toBeLessThan(1_000_000);
});

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let built: BuiltTabs;
  beforeAll(async () => {
    built = await openTabs();
  });
  afterEach(() => expect(built.failed).toEqual([]));
  afterAll(() => built?.close());

  test('it loads its code once it is there, runs, shows figure and claims, and tells of the claims', async () => {
    const page = await built.open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.waitForFunction(() => customElements.get('mnist1d-experiment') !== undefined);
    expect(asked.filter((url) => url.includes('show-experiment'))).toEqual([]);
    await add(page, { experiment: 'metalearn-lr', theme: 'dark' });
    const claims = await (await page.waitForFunction('globalThis.claims')).jsonValue();
    expect((claims as Claim[]).map(({ holds }) => holds)).toEqual([true, true, true]);
    expect(asked.filter((url) => url.includes('show-experiment')).length).toBe(1);
    const element = page.locator('mnist1d-experiment');
    expect(await element.locator('.claims .holds').count()).toBe(3);
    expect(await element.locator('select, input:not([type=radio])').count()).toBe(0);
    await element.locator('.picture img').waitFor();
    expect(await element.locator('.root').getAttribute('data-theme')).toBe('dark');
    expect(await violationsIn(page, '.experiments', 'mnist1d-experiment')).toEqual([]);
    await element.evaluate((one) => one.setAttribute('theme', 'light'));
    expect(await element.locator('.root').getAttribute('data-theme')).toBe('light');
    await page.close();
  });

  test('the preset that it begins with is its attribute’s', async () => {
    const page = await built.open();
    await page.waitForFunction(() => customElements.get('mnist1d-experiment') !== undefined);
    await add(page, { experiment: 'performance', preset: 'paper' });
    await page.waitForFunction('globalThis.claims', undefined, { timeout: 120_000 });
    const element = page.locator('mnist1d-experiment');
    expect(await element.getByRole('radio', { name: /^paper: / }).isChecked()).toBe(true);
    expect(await element.getByRole('article').innerText()).toContain('preset paper, 5 runs');
    await page.close();
  });

  test('an experiment that there is not is told of', async () => {
    const page = await built.open();
    await page.waitForFunction(() => customElements.get('mnist1d-experiment') !== undefined);
    await add(page, { experiment: 'alchemy' });
    expect(await page.getByRole('alert').textContent()).toBe('There is no experiment “alchemy”.');
    await page.close();
  });
});
