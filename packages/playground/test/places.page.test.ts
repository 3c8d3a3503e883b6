/** Where the page stands: as a file, in a frame of somebody else's page, on a phone; by keyboard, and for those who do not see it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeDataset } from '@mnist1d/dataset';
import { fromNpz } from '@mnist1d/dataset/npz';
import { decodeNetwork, parametersDigest } from '@mnist1d/experiments/networks';
import axe from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltPage, serveBuiltPage, tabTo } from './built-page.ts';

describe.skipIf(!chromiumPath)('the playground in Chromium', () => {
  let built: BuiltPage;
  let folder: string;
  beforeAll(async () => {
    built = await serveBuiltPage();
    folder = mkdtempSync(join(tmpdir(), 'mnist1d-playground-'));
  });
  afterAll(async () => {
    await built.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const over = (page: Pick<Page, 'getByRole'>) => page.getByRole('button', { name: 'Train', exact: true }).waitFor();

  test('works as one file, without a server', async () => {
    const page = await built.browser.newPage();
    page.setDefaultTimeout(120_000);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${pathToFileURL(join(import.meta.dirname, '../dist/single/index.html'))}?model=cnn&steps=31`);
    await over(page);
    await page.getByText(/^31 updates/).waitFor();
    await page.getByRole('heading', { name: 'Ten classes of signals' }).waitFor();
    expect(faults).toEqual([]);
    await page.close();
  });

  test('works in a sandboxed frame of another origin', async () => {
    const html = `<iframe sandbox="allow-scripts" width="800" height="600" src="${built.address}?model=mlp&steps=31&embed=1&only=seed"></iframe>`;
    const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const page = await built.browser.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const frame = page.frameLocator('iframe');
    await over(frame as unknown as Page);
    await frame.getByText(/^31 updates/).waitFor();
    expect(await frame.getByRole('heading', { name: 'Draw a signal' }).count()).toBe(0);
    await page.close();
    server.close();
  });

  test('the files to take away are the dataset of that address and the weights of that digest', async () => {
    const { page } = await built.open('model=cnn&steps=21&shear=0.5&samples=1000');
    await over(page);
    await page.getByText('Take this dataset').click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'NPZ' }).click(),
    ]);
    await file.saveAs(join(folder, file.suggestedFilename()));
    const data = fromNpz(readFileSync(join(folder, 'mnist1d.npz')));
    const expected = makeDataset({ shearScale: 0.5 });
    expect([data.x, data.yTest]).toEqual([expected.x, expected.yTest]);
    await page.getByText('Exact').click();
    const [weights] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Take the weights (.safetensors)' }).click(),
    ]);
    expect(weights.suggestedFilename()).toBe('cnn-21.safetensors');
    await weights.saveAs(join(folder, 'cnn.safetensors'));
    const { params, provenance } = decodeNetwork(readFileSync(join(folder, 'cnn.safetensors')));
    expect(await parametersDigest(params)).toBe(await page.locator('.digest').innerText());
    expect(provenance).toMatchObject({
      ...{ model: 'cnn', updates: 21, training: { steps: 21, batchSize: 100, seed: 42 } },
      data: { options: { shearScale: 0.5, numSamples: 1000 } },
    });
    await page.close();
  });

  test('a race is taken away as a picture and as a file that says what the page shows', async () => {
    const { page } = await built.open('model=cnn,mlp&steps=61');
    await over(page);
    await page.getByText('Take the race away').click();
    const take = async (name: string) => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      await file.saveAs(join(folder, file.suggestedFilename()));
      return readFileSync(join(folder, file.suggestedFilename()));
    };
    const svg = String(await take('Figure (SVG)'));
    // Two solid and two dashed curves, two of losses.
    expect(svg.match(/stroke-width="2"/g)).toHaveLength(6);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2);
    for (const name of ['CNN', 'MLP']) expect(svg).toContain(`>${name}</text>`);
    expect(svg).not.toMatch(/NaN|undefined|=""/);
    const png = await take('Figure (PNG)');
    expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 1920, 616]);
    const { address, networks } = JSON.parse(String(await take('Result (JSON)')));
    expect(address).toBe('?steps=61');
    await page.getByText('Exact').first().click();
    const [cnn] = networks;
    expect(cnn).toMatchObject({ model: 'cnn', updates: 61, parameters: 5210, training: { steps: 61 } });
    expect(cnn.digest).toBe(await page.locator('.digest').first().innerText());
    const { updates, test: accuracy, predicted } = cnn.looks.at(-1);
    expect([updates, `${accuracy.toFixed(1)} %`]).toEqual([61, await page.locator('.score').first().innerText()]);
    const { yTest } = makeDataset();
    expect(predicted.filter((guess: number, row: number) => guess === yTest[row]).length / 10).toBe(accuracy);
    await page.close();
  });

  test('a signal that is drawn is seen by every network, by hand and by keys', async () => {
    const { page } = await built.open('steps=61');
    await over(page);
    const surface = page.getByRole('slider', { name: 'A signal to draw' });
    const seen = page.locator('.seen tbody');
    await surface.scrollIntoViewIfNeeded();
    // What the last weights see comes after them.
    let before = '';
    const rests = async () => {
      const last = before;
      before = await seen.innerText();
      return before === last && !before.includes('–');
    };
    await expect.poll(rests, { interval: 500, timeout: 60_000 }).toBe(true);
    const box = await surface.boundingBox();
    if (!box) throw new Error('there is nothing to draw on');
    await page.mouse.move(box.x + 20, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 150, box.y + 120, { steps: 5 });
    await page.mouse.move(box.x + 30, box.y + 220, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => seen.innerText(), { timeout: 60_000 }).not.toBe(before);
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => seen.innerText(), { timeout: 60_000 }).toBe(before);
    await surface.focus();
    await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
    expect(await surface.getAttribute('aria-valuetext')).toBe('point 22 of 40: 2.00');
    await page.close();
  });

  test('by keyboard alone: train, look back, another seed', async () => {
    const { page } = await built.open('model=cnn&steps=101', { reducedMotion: 'reduce' });
    await page.getByText('5,210 parameters').waitFor();
    await tabTo(page, 'Train', 'Enter');
    await over(page);
    await page.getByText(/^101 updates/).waitFor();
    await tabTo(page, 'Look back', 'Home');
    await page.getByText('after 0 updates').first().waitFor();
    await page.close();
  });

  test.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)('axe finds nothing at a width of %d, %s', async (width, colorScheme) => {
    const { page } = await built.open('model=cnn,mlp&steps=61', { viewport: { width, height: 900 }, colorScheme });
    await over(page);
    await page.getByRole('heading', { name: 'Draw a signal' }).waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.addScriptTag({ content: axe.source });
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('; ')}`)).toEqual([]);
    await page.close();
  });

  test('at 320 pixels nothing scrolls sideways', async () => {
    const { page } = await built.open('model=cnn,mlp&steps=31', { viewport: { width: 320, height: 700 } });
    await over(page);
    await page.getByRole('heading', { name: 'Draw a signal' }).waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.close();
  });

  test('two tabs at once train for themselves', async () => {
    const [first, second] = await Promise.all([built.open('model=cnn&steps=61'), built.open('model=cnn&steps=61')]);
    await Promise.all([over(first.page), over(second.page)]);
    const [a, b] = await Promise.all(
      [first, second].map(async ({ page }) => {
        await page.getByText('Exact').click();
        return page.locator('.digest').innerText();
      }),
    );
    expect(a).toBe(b);
    await first.page.close();
    await second.page.close();
  });
});
