/** Result files in the built page in Chromium: ours, damaged ones, hostile ones. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { figure, figures, renderSvg } from '@mnist1d/viz';
import type { Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltTabs, openTabs } from './built-page.ts';
import { button, experimentsOf, fixture, fixtures, isDone, take } from './opened-experiments.ts';

const fetchText = (picture: Locator) =>
  picture.evaluate(async (image: HTMLImageElement) => (await fetch(image.src)).text());
/** An SVG document whose clips are counted from 0: Vega counts those of all that it has drawn. */
const numbered = (svg: string) => {
  const ids = [...new Set(svg.match(/\bclip\d+\b/g))];
  return svg.replace(/\bclip\d+\b/g, (id) => `clip${ids.indexOf(id)}`);
};

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let built: BuiltTabs;
  beforeAll(async () => {
    built = await openTabs();
  });
  afterEach(() => expect(built.failed).toEqual([]));
  afterAll(() => built?.close());

  test('a result file of the command line shows its figure and its claims', async () => {
    const [page, section] = await experimentsOf(built.open());
    await take(section, fixture('pooling'));
    await isDone(section);
    expect(await section.getByRole('article').getAttribute('aria-label')).toBe(fixture('pooling').title);
    expect(await section.locator('.claims tbody tr').count()).toBe(fixture('pooling').claims.length);
    await section.locator('.picture img').first().waitFor();
    await page.close();
  });

  test('figures of every experiment are those that the command line draws, to the byte', async () => {
    const [page, section] = await experimentsOf(built.open());
    const names = readdirSync(fixtures).map((file) => file.replace(/\.json$/, ''));
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) {
      const result = fixture(name);
      const specs = Object.entries(figures(result, { theme: 'light' }));
      await take(section, result);
      await section.getByRole('article', { name: result.title, exact: true }).waitFor();
      await expect.poll(() => section.locator('.picture img').count(), { timeout: 60_000 }).toBe(specs.length);
      for (const [file, spec] of specs) {
        const picture = section.locator('figure', {
          has: page.getByRole('region', { name: `The figure ${file}`, exact: true }),
        });
        const [download] = await Promise.all([page.waitForEvent('download'), button(picture, 'SVG').click()]);
        expect(numbered(await readFile(await download.path(), 'utf8')), file).toBe(numbered(await renderSvg(spec)));
      }
    }
    await page.close();
  });

  test('figures have the theme of the element, and change with it', async () => {
    const [page, section] = await experimentsOf(built.open());
    const result = fixture('metalearn-lr');
    const dark = numbered(await renderSvg(figure(result, { theme: 'dark' })));
    const isDark = async () => numbered(await fetchText(section.locator('.picture img'))) === dark;
    await page.locator('mnist1d-playground').evaluate((element) => element.setAttribute('theme', 'dark'));
    await take(section, result);
    await isDone(section);
    await section.locator('.picture img').waitFor();
    expect(await isDark()).toBe(true);
    await page.locator('mnist1d-playground').evaluate((element) => element.setAttribute('theme', 'light'));
    await expect.poll(isDark).toBe(false);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('mnist1d-playground').evaluate((element) => element.removeAttribute('theme'));
    await expect.poll(isDark).toBe(true);
    await page.close();
  });

  test('in a narrow page, panels stand one below another, and side by side again in a wide one', async () => {
    const [page, section] = await experimentsOf(built.open());
    const result = fixture('double-descent');
    await page.setViewportSize({ width: 390, height: 844 });
    await take(section, result);
    await isDone(section);
    const picture = section.locator('.picture img');
    const isDrawn = async (stacked: boolean) =>
      numbered(await fetchText(picture)) === numbered(await renderSvg(figure(result, { stacked })));
    await expect.poll(() => isDrawn(true), { timeout: 30_000 }).toBe(true);
    const place = section.locator('.picture');
    expect(await place.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect.poll(() => isDrawn(false), { timeout: 30_000 }).toBe(true);
    await page.close();
  });

  test('a file whose claims are not those of its runs is told of', async () => {
    const [page, section] = await experimentsOf(built.open());
    const result = fixture('metalearn-lr');
    const { measured } = result.claims[0];
    result.claims[0].measured = 0.5;
    await take(section, result);
    await isDone(section);
    expect(await section.locator('.remarks').textContent()).toContain(`something else of “${result.claims[0].text}”`);
    const shown = await section.locator('.claims tbody tr').first().locator('td').nth(1).textContent();
    expect(shown).toBe(String(Number(measured.toPrecision(3))));
    await page.close();
  });

  const damaged = fixture('metalearn-lr');
  damaged.data.runs[0].metrics.finalRate = 1e9;
  test.each([
    ['no JSON', '{"schema": ', /no result file, or a damaged one/],
    ['another schema', { schema: 'x' }, /schema must be "mnist1d\.result\/2", got .*x/],
    ['nothing', 'null', /no experiment’s result/],
    ['a list for an object', { ...fixture('metalearn-lr'), config: [] }, /result\.config must be an object/],
    ['other runs than were written', damaged, /its runs are not those of its digest/],
  ])('%s is refused in a sentence, and the next file is shown', async (_, value, message) => {
    const [page, section] = await experimentsOf(built.open());
    await take(section, value);
    expect(await section.getByRole('alert').textContent()).toMatch(message);
    expect(await section.getByRole('article').count()).toBe(0);
    await take(section, fixture('metalearn-lr'));
    await isDone(section);
    expect(await section.getByRole('alert').count()).toBe(0);
    await page.close();
  });

  test('markup in a file stays text', async () => {
    const [page, section] = await experimentsOf(built.open());
    const markup = '<img src=x onerror="window.harmed = 1"><script>window.harmed = 1</script>';
    const result = fixture('metalearn-lr');
    await take(section, { ...result, title: markup, figure: markup, experiment: 'constructor' });
    await isDone(section);
    expect(await section.getByRole('article').locator('h3').textContent()).toContain(markup);
    expect(await section.locator('.remarks').textContent()).toContain('does not know the experiment');
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    expect(await section.locator('article img').count()).toBe(0);
    await page.close();
  });
});
