/** The experiments of the built page in Chromium: run, cancelled, resumed in another tab, by several workers. */
import { readFile } from 'node:fs/promises';
import { runExperiment } from '@mnist1d/experiments';
import type { Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltTabs, openTabs, violationsIn } from './built-page.ts';
import { answersInTime } from './longest-task.ts';
import { button, choose, experimentsOf, fixture, isDone, resultOf, runsWorker, take } from './opened-experiments.ts';

/** Milliseconds; the machine may be busy. */
const timeout = 120_000;

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let built: BuiltTabs;
  beforeAll(async () => {
    built = await openTabs();
  });
  afterEach(() => expect(built.failed).toEqual([]));
  afterAll(() => built?.close());

  test('one is run: its figure, its claims, and files of the same bits as a terminal makes', async () => {
    const [page, section] = await experimentsOf(built.open());
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
    const chooseIt = async (section: Locator) => {
      await choose(section, fixture('augmentation').title);
      await section.getByRole('radio', { name: /^paper: / }).check();
    };
    const [page, section] = await experimentsOf(built.open());
    await chooseIt(section);
    await button(section, 'Run').click();
    await section.getByText(/^[2-9]\d* of 15 runs/).waitFor({ timeout });
    await button(section, 'Cancel').click();
    await section.getByText('runs are kept here').waitFor();
    await page.close();

    const [another, again] = await experimentsOf(built.open());
    await chooseIt(again);
    const text = await again.getByText('runs are kept here').textContent();
    const kept = Number(/^(\d+) of 15/.exec(text ?? '')?.[1]);
    expect(kept).toBeGreaterThan(1);
    const finished = async () => Number.parseInt((await again.locator('.progress p').first().textContent()) ?? '', 10);
    await button(again, 'Go on').click();
    await expect.poll(finished, { timeout }).toBeGreaterThan(kept);
    await button(again, 'Cancel').click();

    // Anew: those that were kept are gone.
    await button(again, 'Start anew').click();
    await expect.poll(finished, { timeout }).toBeLessThan(kept);
    await button(again, 'Cancel').click();
    const next = again.getByRole('button', { name: /^(Run|Go on)$/ });
    await expect.poll(() => next.isEnabled()).toBe(true);
    const left = again.getByText('runs are kept here');
    if ((await left.count()) > 0) expect(Number.parseInt((await left.textContent()) ?? '', 10)).toBeLessThan(kept);
    await another.close();
  });

  test('the complete configuration: what it takes is said before, and what the other preset has kept counts', async () => {
    const [page, section] = await experimentsOf(built.open());
    await choose(section, fixture('performance').title);
    const preset = (name: string) => section.getByRole('radio', { name: new RegExp(`^${name}: `) });
    expect(await preset('quick').isChecked()).toBe(true);
    expect(await section.locator('.presets').innerText()).toMatch(/paper: 5 runs, about \d+ s; the book’s/);
    await button(section, 'Run').click();
    expect(await preset('paper').isDisabled()).toBe(true);
    await isDone(section);
    await preset('paper').check();
    await section.getByText('2 of 5 runs are kept here').waitFor();
    expect(await section.getByRole('article').count()).toBe(0);
    await button(section, 'Go on').click();
    const result = await resultOf(page, section);
    expect(result.preset).toBe('paper');
    expect(result.digest).toBe((await runExperiment('performance', { preset: 'paper' })).digest);
    expect(await section.locator('.result h3').innerText()).toContain('preset paper, 5 runs');
    await page.close();
  });

  test('an experiment whose quick preset is the complete one has one preset', async () => {
    const [page, section] = await experimentsOf(built.open());
    await choose(section, 'Meta-learning a learning rate');
    expect(await section.getByRole('radio').count()).toBe(1);
    expect(await section.locator('.presets').innerText()).toMatch(/paper: 2 runs/);
    await page.close();
  });

  test('several workers give the same bits as one, and none is left when all is cancelled', async () => {
    const { digest } = await runExperiment('performance', { preset: 'paper' });
    for (const cores of [1, 4]) {
      const [page, section] = await experimentsOf(built.openWithCores(cores));
      const runner = await runsWorker(page);
      const makers = () => page.workers().filter((worker) => worker.url() === runner.url()).length - 1;
      await choose(section, fixture('performance').title);
      await section.getByRole('radio', { name: /^paper: / }).check();
      if (cores > 1) await section.getByText('3 runs are made at a time').waitFor();
      await button(section, 'Run').click();
      if (cores > 1) {
        await expect.poll(makers, { timeout }).toBe(3);
        await expect.poll(() => section.locator('.running').innerText(), { timeout }).toMatch(/ · .* · /);
        await button(section, 'Cancel').click();
        await expect.poll(makers, { timeout }).toBe(0);
        await section.getByRole('button', { name: /^(Run|Go on)$/ }).click();
      }
      expect((await resultOf(page, section)).digest).toBe(digest);
      await page.context().close();
    }
  });

  test('a worker that ends while it makes a run is told of, and another takes the run up', async () => {
    const [page, section] = await experimentsOf(built.openWithCores(3));
    await choose(section, fixture('performance').title);
    await section.getByRole('radio', { name: /^paper: / }).check();
    // The first one that is at a run ends, as a browser tells of it.
    await (await runsWorker(page)).evaluate(() => {
      const { Worker: Original } = globalThis;
      let hasEnded = false;
      globalThis.Worker = class extends Original {
        constructor(script: string | URL, options?: WorkerOptions) {
          super(script, options);
          this.addEventListener('message', ({ data }) => {
            if (data.type !== 'progress' || hasEnded) return;
            hasEnded = true;
            this.terminate();
            this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
          });
        }
      };
    });
    await button(section, 'Run').click();
    const { digest } = await resultOf(page, section);
    expect(digest).toBe((await runExperiment('performance', { preset: 'paper' })).digest);
    expect(await section.locator('.remarks').innerText()).toMatch(
      /the worker of the run '.+' died: out of memory; another one takes it up/,
    );
    await page.context().close();
  });

  test('a race goes on beside an experiment, and the page answers', async () => {
    const [page, section] = await experimentsOf(built.openWithCores(2, '?model=cnn,mlp&steps=100000'));
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await choose(section, 'Batch normalisation: what keeps a residual network in bounds');
    await section.getByRole('radio', { name: /^paper: / }).check();
    await button(section, 'Run').click();
    await section.getByText(/^[1-9]\d* of 50 runs/).waitFor();
    const updates = async () =>
      Number((await page.locator('.card').first().innerText()).match(/([\d,]+) updates/)?.[1]?.replaceAll(',', ''));
    const first = await updates();
    await answersInTime(built.browser, page);
    await expect.poll(updates, { timeout }).toBeGreaterThan(first);
    await button(section, 'Cancel').click();
    await page.context().close();
  });

  test('two tabs run the same at once: both come to its end, and the runs are kept once', async () => {
    const tabs = [await experimentsOf(built.open()), await experimentsOf(built.open())];
    for (const [, section] of tabs) await choose(section, fixture('performance').title);
    for (const [, section] of tabs) await section.getByRole('button', { name: /^(Run|Show|Go on)$/ }).click();
    const digests = [];
    for (const [page, section] of tabs) {
      digests.push((await resultOf(page, section)).digest);
      await page.close();
    }
    expect(digests[0]).toBe(digests[1]);
    const [third, section] = await experimentsOf(built.open());
    await choose(section, fixture('performance').title);
    await button(section, 'Show').waitFor();
    await third.close();
  });

  test.each([
    [1280, 'light'],
    [390, 'dark'],
    [320, 'light'],
  ] as const)('everybody can use it, %d pixels wide, %s', async (width, colorScheme) => {
    const [page, section] = await experimentsOf(built.open());
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
