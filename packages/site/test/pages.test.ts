/** The pages in Chromium: nothing fails, nothing goes elsewhere, nothing is wider than a phone, and everybody can use them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { kinds, objections, openSite, pages, settled } from './open-site.ts';

/** The API's pages are made alike: one in ten of them. links.test.ts reads them all. */
const visited = pages.filter((path, i) => !path.startsWith('api/') || i % 10 === 0);

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  test('no page says or loads what it should not, and none sets a cookie', async () => {
    const { page, context, faults } = await site.open({ width: 1280 });
    for (const path of visited) {
      await page.goto(site.address(path));
      await settled(page);
    }
    expect(faults).toEqual([]);
    expect(await context.cookies()).toEqual([]);
  });

  test('what a page should not do is seen', async () => {
    const { page, faults } = await site.open({ width: 1280 });
    await page.goto(site.address('index.html'));
    await page.evaluate(() => fetch('nowhere.json'));
    await page.evaluate(() => fetch('http://127.0.0.1:9/').catch(() => undefined));
    expect(faults.join('\n')).toMatch(/404 for .*nowhere\.json/);
    // The page's own policy is what forbids it.
    expect(faults.join('\n')).toMatch(/Content Security Policy/);
  });

  test.each(kinds)('%s is no wider than 320 pixels', async (path) => {
    const { page } = await site.open({ width: 320 });
    await page.goto(site.address(path));
    await settled(page);
    await showFigures(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
  });

  const looks = [1280, 390].flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
  );

  test.each(looks)('axe finds nothing: $width pixels, $colorScheme', async (look) => {
    const { page } = await site.open(look);
    const found: string[] = [];
    for (const path of kinds) {
      await page.goto(site.address(path));
      await settled(page);
      await showFigures(page);
      found.push(...(await objections(page)).map((objection) => `${path}: ${objection}`));
    }
    expect(found).toEqual([]);
  });
});

/** A result's figures are drawn when they come into view. */
async function showFigures(page: import('playwright').Page): Promise<void> {
  if ((await page.locator('.result').count()) === 0) return;
  await page.locator('.result').scrollIntoViewIfNeeded();
  await page.waitForSelector('.result .panel svg');
}
