/** The experiments of the built page in Chromium: run, cancelled, resumed in another tab; result files, ours and others. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runExperiment } from '@mnist1d/experiments';
import { figure, figures, renderSvg } from '@mnist1d/viz';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltTabs, openTabs, violationsIn } from './built-page.ts';

const fixtures = resolve(import.meta.dirname, '../../../fixtures/results');
const fixture = (id: string) => JSON.parse(readFileSync(resolve(fixtures, `${id}.json`), 'utf8'));
const open = async (built: BuiltTabs): Promise<[Page, Locator]> => {
  const page = await built.open();
  const section = page.getByRole('region', { name: 'Experiments' });
  await section.locator('summary').first().click();
  await section.getByLabel('Experiment', { exact: true }).waitFor();
  return [page, section];
};
const choose = async (section: Locator, title: string) =>
  section.getByLabel('Experiment', { exact: true }).selectOption({ label: title });
const button = (section: Locator, name: string) => section.getByRole('button', { name, exact: true });
const fetchText = (picture: Locator) =>
  picture.evaluate(async (image: HTMLImageElement) => (await fetch(image.src)).text());
/** An SVG document whose clips are counted from 0: Vega counts those of all that it has drawn. */
const numbered = (svg: string) => {
  const ids = [...new Set(svg.match(/\bclip\d+\b/g))];
  return svg.replace(/\bclip\d+\b/g, (id) => `clip${ids.indexOf(id)}`);
};
const isDone = (section: Locator) => button(section, 'The result (JSON)').waitFor({ timeout: 120_000 });
const take = (section: Locator, value: unknown) =>
  section.getByLabel(/result file/).setInputFiles({
    ...{ name: 'result.json', mimeType: 'application/json' },
    buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  });

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let built: BuiltTabs;
  beforeAll(async () => {
    built = await openTabs();
  });
  afterEach(() => expect(built.failed).toEqual([]));
  afterAll(() => built?.close());

  test('one is run: its figure, its claims, and files of the same bits as a terminal makes', async () => {
    const [page, section] = await open(built);
    await choose(section, 'Meta-learning a learning rate');
    await button(section, 'Run').click();
    await isDone(section);
    expect(await section.locator('.claims tbody tr').count()).toBe(3);
    expect(await section.locator('.claims .holds').count()).toBe(3);
    const picture = section.locator('.picture img');
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(500);
    const files = [];
    for (const name of ['The result (JSON)', 'SVG', 'PNG']) {
      const [download] = await Promise.all([page.waitForEvent('download'), button(section, name).click()]);
      files.push({ name: download.suggestedFilename(), bytes: await readFile(await download.path()) });
    }
    expect(files.map(({ name }) => name)).toEqual(['metalearn-lr.json', 'metalearn-lr.svg', 'metalearn-lr.png']);
    const [json, svg, png] = files.map(({ bytes }) => bytes) as [Buffer, Buffer, Buffer];
    const inNode = await runExperiment('metalearn-lr', { preset: 'quick' });
    expect(JSON.parse(String(json)).digest).toBe(inNode.digest);
    expect(String(svg)).toMatch(/^<svg[^>]*>[\s\S]*Learning rate/);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    await page.close();
  });

  test('one is cancelled, the tab closed, and another goes on from the runs that are kept', async () => {
    const [page, section] = await open(built);
    await choose(section, 'Batch normalisation: what keeps a residual network in bounds');
    await button(section, 'Run').click();
    await section.getByText(/^[3-9]\d* of 42 runs/).waitFor({ timeout: 120_000 });
    await button(section, 'Cancel').click();
    await section.getByText('runs are kept here').waitFor();
    await page.close();

    const [another, again] = await open(built);
    await choose(again, 'Batch normalisation: what keeps a residual network in bounds');
    const text = await again.getByText('runs are kept here').textContent();
    const [, kept = 0] = /^(\d+) of 42/.exec(text ?? '') ?? [];
    expect(Number(kept)).toBeGreaterThan(0);
    expect(Number(kept)).toBeLessThan(42);
    await again.getByRole('button', { name: 'Start anew' }).waitFor();
    const finished = async () => Number.parseInt((await again.locator('.progress p').textContent()) ?? '', 10);
    await button(again, 'Go on').click();
    await expect.poll(finished, { timeout: 120_000 }).toBeGreaterThan(Number(kept));
    await button(again, 'Cancel').click();

    // Anew: those that were kept are gone.
    await button(again, 'Start anew').click();
    const isNew = (count: number) => count > 0 && count < Number(kept);
    await expect.poll(finished, { timeout: 120_000 }).toSatisfy(isNew);
    await button(again, 'Cancel').click();
    const left = await again.getByText('runs are kept here').textContent();
    expect(Number.parseInt(left ?? '', 10)).toBeLessThan(Number(kept));
    await another.close();
  });

  test('two tabs run the same at once: both come to its end, and the runs are kept once', async () => {
    const tabs = [await open(built), await open(built)];
    for (const [, section] of tabs) await choose(section, fixture('performance').title);
    for (const [, section] of tabs) await section.getByRole('button', { name: /^(Run|Show|Go on)$/ }).click();
    const digests = [];
    for (const [page, section] of tabs) {
      await isDone(section);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        button(section, 'The result (JSON)').click(),
      ]);
      digests.push(JSON.parse(await readFile(await download.path(), 'utf8')).digest);
      await page.close();
    }
    expect(digests[0]).toBe(digests[1]);
    const [third, section] = await open(built);
    await choose(section, fixture('performance').title);
    await button(section, 'Show').waitFor();
    await third.close();
  });

  test('a result file of the command line shows its figure and its claims', async () => {
    const [page, section] = await open(built);
    await take(section, fixture('pooling'));
    await isDone(section);
    expect(await section.getByRole('article').getAttribute('aria-label')).toBe(fixture('pooling').title);
    expect(await section.locator('.claims tbody tr').count()).toBe(fixture('pooling').claims.length);
    await section.locator('.picture img').first().waitFor();
    await page.close();
  });

  test('figures of every experiment are those that the command line draws, to the byte', async () => {
    const [page, section] = await open(built);
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
    const [page, section] = await open(built);
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

  test('a file whose claims are not those of its runs is told of', async () => {
    const [page, section] = await open(built);
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
    const [page, section] = await open(built);
    await take(section, value);
    expect(await section.getByRole('alert').textContent()).toMatch(message);
    expect(await section.getByRole('article').count()).toBe(0);
    await take(section, fixture('metalearn-lr'));
    await isDone(section);
    expect(await section.getByRole('alert').count()).toBe(0);
    await page.close();
  });

  test('markup in a file stays text', async () => {
    const [page, section] = await open(built);
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

  test.each([
    [1280, 'light'],
    [390, 'dark'],
    [320, 'light'],
  ] as const)('everybody can use it, %d pixels wide, %s', async (width, colorScheme) => {
    const [page, section] = await open(built);
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await take(section, fixture('metalearn-lr'));
    await isDone(section);
    await section.locator('.picture img').waitFor();
    expect(await violationsIn(page, '.later')).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });
});
