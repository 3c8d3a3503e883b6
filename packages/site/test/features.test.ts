/** What a reader does with the site: searches it, reads a result, takes its data and pictures away. */
import { readFileSync } from 'node:fs';
import { checkValue, resultSchema } from '@mnist1d/results';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { resultNames } from '../src/sources.ts';
import { openSite, settled } from './open-site.ts';

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  test('search finds double descent, and leads there', async () => {
    const { page, faults } = await site.open({ width: 1280 });
    await page.goto(site.address('index.html'));
    await settled(page);
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill('double descent');
    const first = page.locator('#localsearch-list a').first();
    await first.waitFor();
    expect(await first.textContent()).toMatch(/Deep double descent/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/experiments\/double-descent/);
    expect(faults).toEqual([]);
  });

  test.each(resultNames())('%s: figure, claims, data and pictures', async (name) => {
    const { page, faults } = await site.open({ width: 1280 });
    await page.goto(site.address(`results/${name}.html`));
    await settled(page);
    const figure = page.locator('.result .panel').first();
    await figure.locator('svg').waitFor();

    const file = await taken(page, page.getByRole('link', { name: /^The data/ }));
    const result = JSON.parse(file);
    checkValue('test', name, resultSchema, result);
    await expect.poll(() => page.locator('.claims tbody tr').count()).toBe(result.claims.length);
    for (const { text } of result.claims) expect(await page.locator('.claims').textContent()).toContain(text);
    await page.getByText('The runs as a table').click();
    expect(await page.locator('.result details tbody tr').count()).toBe(result.data.runs.length);

    expect(await taken(page, page.getByRole('button', { name: /^SVG/ }).first())).toMatch(/^<svg[\s\S]*<\/svg>/);
    const png = await taken(page, page.getByRole('button', { name: /^PNG/ }).first(), 'latin1');
    expect(png.slice(1, 4)).toBe('PNG');
    expect(faults).toEqual([]);
  });

  test('after a visit the site works offline: a lesson, a result, and the playground', async () => {
    const { page, context, faults } = await site.open({ width: 1280, isKept: true });
    await page.goto(site.address('index.html'));
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (active?.state !== 'activated')
        await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
    });
    await context.setOffline(true);
    for (const path of ['lessons/neighbours.html', 'lessons/', 'experiments/lottery.html']) {
      await page.goto(site.address(path));
      await settled(page);
    }
    await page.goto(site.address('results/classification.html'));
    await page.locator('.result .panel svg').first().waitFor();
    await page.goto(site.address('play/?model=logistic&steps=31'));
    await page.getByText(/^31 updates/).waitFor();
    expect(faults).toEqual([]);
  });

  test('a figure says its values under the pointer, and follows the page into the dark', async () => {
    const { page, faults } = await site.open({ width: 1280 });
    await page.goto(site.address('results/classification.html'));
    const figure = page.locator('.result .panel').first();
    await figure.locator('svg').waitFor();
    const light = await figure.locator('svg').innerHTML();
    await figure.locator('g.mark-symbol.role-mark path').last().hover({ force: true });
    await expect.poll(() => page.locator('#vg-tooltip-element.visible').textContent()).toMatch(/\d/);
    await page.locator('.VPSwitchAppearance').first().click();
    await expect.poll(() => figure.locator('svg').innerHTML()).not.toBe(light);
    expect(faults).toEqual([]);
  });

  test('no page loads Vega but those with a figure', async () => {
    const { page } = await site.open({ width: 1280 });
    const loaded: string[] = [];
    page.on('response', (response) => {
      loaded.push(response.url());
    });
    await page.goto(site.address('index.html'), { waitUntil: 'networkidle' });
    expect(loaded.filter((url) => url.includes('draw-figure'))).toEqual([]);
    await page.goto(site.address('results/performance.html'));
    await page.locator('.result .panel svg').first().waitFor();
    expect(loaded.filter((url) => url.includes('draw-figure'))).not.toEqual([]);
  });
});

/** What a click brings as a file. */
async function taken(
  page: import('playwright').Page,
  control: import('playwright').Locator,
  encoding: BufferEncoding = 'utf8',
): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), control.click()]);
  return readFileSync(await download.path(), encoding);
}
