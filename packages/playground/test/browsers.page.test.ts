/** What browsers lack or do to a page: no SIMD, tabs that are hidden or frozen. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltPage, serveBuiltPage } from './built-page.ts';

const section = (page: Page, name: string) => page.getByRole('region', { name });
const open = (page: Page, name: string) => section(page, name).locator('summary').first().click();

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let built: BuiltPage;
  beforeAll(async () => {
    built = await serveBuiltPage();
  });
  afterAll(() => built?.close());

  test.skipIf(process.arch !== 'x64')('without SIMD in WebAssembly every part of the page says so', async () => {
    const without = await serveBuiltPage(['--js-flags=--no-enable-sse4-1']);
    const { page } = await without.open('model=cnn');
    const why = /this runtime has no SIMD in WebAssembly; Chrome has it from version 91/;
    await page.getByRole('alert').filter({ hasText: why }).waitFor();
    await open(page, 'Experiments');
    await section(page, 'Experiments').getByLabel('Experiment', { exact: true }).selectOption('metalearn-lr');
    await section(page, 'Experiments').getByRole('button', { name: 'Run', exact: true }).click();
    await section(page, 'Experiments').getByRole('alert').filter({ hasText: why }).waitFor();
    await open(page, 'You against the machine');
    await section(page, 'You against the machine').getByRole('button', { name: '20 signals' }).click();
    await section(page, 'You against the machine').getByRole('alert').filter({ hasText: why }).waitFor();
    expect(await section(page, 'You against the machine').getByText('The signals are made').count()).toBe(0);
    await without.close();
  });

  const query = 'model=cnn,mlp&steps=2001';
  const over = (page: Page) =>
    page
      .getByText(/^2,001 updates/)
      .nth(1)
      .waitFor();
  const digests = async (page: Page) => {
    for (const exact of await page.locator('.exact').all()) await exact.locator('summary').click();
    await page.locator('.digest').nth(1).waitFor();
    return page.locator('.digest').allTextContents();
  };

  test('a hidden tab trains on: it draws nothing, its timers are slow, and the weights are the same', async () => {
    const { page } = await built.open(query);
    await over(page);
    const seen = await digests(page);
    expect(new Set(seen).size).toBe(2);
    await page.close();

    const hidden = await built.browser.newPage();
    // As browsers do to hidden tabs.
    await hidden.addInitScript(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
      Object.defineProperty(document, 'hidden', { get: () => true });
      window.requestAnimationFrame = () => 0;
      const { setTimeout } = window;
      window.setTimeout = ((handler: () => void, milliseconds = 0) =>
        setTimeout(handler, Math.max(1000, milliseconds))) as typeof window.setTimeout;
    });
    await hidden.goto(`${built.address}?${query}`);
    await over(hidden);
    expect(await digests(hidden)).toEqual(seen);
    await hidden.close();
  });

  test('a frozen tab goes on when it is thawed', async () => {
    const { page } = await built.open('model=cnn&pace=slow&steps=101');
    const updates = async () =>
      Number.parseInt(
        (await page
          .getByText(/^\d+ updates/)
          .first()
          .textContent()) ?? '',
        10,
      );
    await expect.poll(updates).toBeGreaterThan(5);
    const client = await page.context().newCDPSession(page);
    await client.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await client.send('Page.setWebLifecycleState', { state: 'active' });
    await page.getByText(/^101 updates/).waitFor();
    await page.close();
  });
});
