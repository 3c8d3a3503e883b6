/** Networks that train in the page, as a person sees and handles them. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltPage, serveBuiltPage } from './built-page.ts';
import { answersInTime } from './longest-task.ts';

/** Milliseconds; the machine may be busy. */
const timeout = 120_000;
const main = join(import.meta.dirname, '../../cli/dist/main.js');

/** A card of a network. */
const card = (page: Page, title: string) =>
  page.locator('.card', { has: page.getByRole('button', { name: title, exact: true }) });
/** All networks have made their last update. */
const over = (page: Page) => page.getByRole('button', { name: 'Train', exact: true }).waitFor();
const accuracy = async (page: Page, title: string) =>
  Number(await card(page, title).locator('.score strong').innerText());
const digest = async (page: Page, title: string) => {
  await card(page, title)
    .locator('.exact')
    .evaluate((details) => ((details as HTMLDetailsElement).open = true));
  return (await card(page, title).locator('.digest').textContent()) as string;
};
const set = async (page: Page, name: string, value: string) => {
  const field = page.locator(`[data-control="${name}"] input[type=number]`);
  await field.fill(value);
  await field.press('Enter');
};

describe.skipIf(!chromiumPath)('the playground in Chromium', () => {
  let built: BuiltPage;
  beforeAll(async () => {
    built = await serveBuiltPage();
  });
  afterAll(() => built.close());

  test('trains without a click: a CNN passes 80 %, an MLP stays below; without neighbours they are level', async () => {
    const { page, faults } = await built.open('model=cnn,mlp,cnn,mlp&shuffled=0,0,1,1&steps=1001');
    await over(page);
    const [cnn, mlp] = [await accuracy(page, 'CNN, plain'), await accuracy(page, 'MLP, plain')];
    expect(cnn).toBeGreaterThan(80);
    expect(cnn - mlp).toBeGreaterThan(20);
    const shuffled = [await accuracy(page, 'CNN, shuffled'), await accuracy(page, 'MLP, shuffled')];
    expect(Math.abs(shuffled[0]! - shuffled[1]!)).toBeLessThan(20);
    expect(Math.max(...shuffled)).toBeLessThan(cnn - 15);
    expect(await page.getByRole('img', { name: /^Accuracy: CNN, plain \d+\.\d % after 1001 updates/ }).count()).toBe(1);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('the digest is that of the command; back to the start it is the same again, and another seed’s is another', async () => {
    const { page } = await built.open('model=cnn&steps=120&size=4&shear=0.5&length=50&schedule=cosine');
    await over(page);
    const first = await digest(page, 'CNN');
    const command = await card(page, 'CNN').locator('.command').textContent();
    // As a shell splits it.
    const args = [...(command as string).matchAll(/'([^']*)'|(\S+)/g)]
      .map(([, quoted, bare]) => quoted ?? bare ?? '')
      .slice(2);
    const { digest: theirs } = JSON.parse(
      execFileSync(process.execPath, [main, ...args, '--json'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    expect(first).toBe(theirs);
    const program = await card(page, 'CNN').locator('.program').textContent();
    const file = join(import.meta.dirname, '.program.mjs');
    writeFileSync(file, program as string);
    expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toContain(first);
    rmSync(file);
    await page.getByRole('button', { name: 'Back to the start' }).click();
    expect(await card(page, 'CNN').innerText()).toMatch(/\b0 updates/);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await over(page);
    expect(await digest(page, 'CNN')).toBe(first);
    await card(page, 'CNN').getByText('Settings').click();
    // What is changed trains at once.
    await set(page, 'seed', '1');
    await expect.poll(() => digest(page, 'CNN'), { timeout }).not.toBe(first);
    await over(page);
    expect(await card(page, 'CNN').innerText()).toMatch(/\b120 updates/);
    await page.close();
  });

  test('back to the start while it trains: nothing of what was is left', async () => {
    const { page } = await built.open('model=mlp');
    await card(page, 'MLP')
      .getByText(/a second/)
      .waitFor();
    await page.getByRole('button', { name: 'Back to the start' }).click();
    const chart = page.getByRole('img', {
      name: /^Accuracy: MLP \d+\.\d % after 0 updates; MLP on its training signals/,
    });
    await chart.waitFor();
    await page.waitForTimeout(1000);
    expect(await chart.count()).toBe(1);
    await page.close();
  });

  test('one update at a time, and a pause', async () => {
    const { page } = await built.open('model=logistic&pace=slow', { reducedMotion: 'reduce' });
    // Who wants less motion starts it himself.
    const logistic = card(page, 'Logistic regression');
    await logistic.getByText('0 updates').waitFor();
    await page.getByRole('button', { name: 'One update' }).click();
    await logistic.getByText('1 updates').waitFor();
    await page.getByRole('button', { name: 'One update' }).click();
    await logistic.getByText('2 updates').waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await logistic.getByText(/\b\d{2,} updates/).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await digest(page, 'Logistic regression');
    const rests = await logistic.innerText();
    await page.waitForTimeout(500);
    expect(await logistic.innerText()).toBe(rests);
    await page.close();
  });

  test('what is being typed stays while the curves move', async () => {
    const { page } = await built.open('model=gru');
    const field = page.locator('[data-control="steps"] input[type=number]');
    const gru = card(page, 'GRU');
    await gru.getByText(/a second/).waitFor();
    await field.fill('3');
    const before = await gru.innerText();
    await expect.poll(() => gru.innerText(), { timeout }).not.toBe(before);
    expect(await field.inputValue()).toBe('3');
    await field.pressSequentially('01');
    await field.press('Enter');
    await gru.getByText('301 updates').waitFor();
    // What is refused leaves the number as it was.
    await field.fill('0');
    await field.press('Enter');
    expect(await field.inputValue()).toBe('301');
    await page.close();
  });

  test('an address gives the same state and the same digest elsewhere', async () => {
    const { page } = await built.open('model=mlp&steps=60');
    await over(page);
    const plain = await digest(page, 'MLP');
    await set(page, 'noise', '0.1');
    await expect.poll(() => digest(page, 'MLP'), { timeout }).not.toBe(plain);
    await over(page);
    const query = new URL(page.url()).search.slice(1);
    expect(query).toBe('model=mlp&noise=0.1&steps=60');
    const { page: other } = await built.open(query);
    await over(other);
    expect(await digest(other, 'MLP')).toBe(await digest(page, 'MLP'));
    await page.close();
    await other.close();
  });

  test('a worker that dies is told of, and starts again from the same weights', async () => {
    const { page } = await built.open('model=cnn&steps=31');
    await over(page);
    const before = await digest(page, 'CNN');
    for (const worker of page.workers())
      await worker.evaluate(() => {
        setTimeout(() => {
          throw new Error('out of nowhere');
        });
      });
    await card(page, 'CNN').getByText('out of nowhere').waitFor();
    await card(page, 'CNN').getByRole('button', { name: 'Start it again' }).click();
    await page.getByText('5,210 parameters').waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => card(page, 'CNN').locator('.digest').textContent({ timeout }), { timeout }).toBe(before);
    await page.close();
  });

  test('a setting that is refused is told of, and another trains', async () => {
    const { page } = await built.open('model=cnn&steps=31&samples=100&batch=4000');
    const alert = card(page, 'CNN').getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('batchSize must be an integer in 1 … 80, got 4000');
    await card(page, 'CNN').getByText('Settings').click();
    await set(page, 'batch', '50');
    await card(page, 'CNN').getByText('31 updates').waitFor();
    await page.close();
  });

  test('what an address says wrongly is told, and only what it names is shown', async () => {
    const { page } = await built.open('model=cnn&steps=11&seed=-1&only=shear,seed&embed=1');
    await over(page);
    expect(await page.locator('.objections').innerText()).toContain(
      'seed must be a whole number from 0 to 4294967295, got -1',
    );
    await card(page, 'CNN').getByText('Settings').click();
    await page.locator('[data-control="shear"]').waitFor();
    const names = await page
      .locator('[data-control]')
      .evaluateAll((fields) => fields.map((field) => field.getAttribute('data-control')));
    expect(names.sort()).toEqual(['seed', 'shear']);
    await page.close();
  });

  test('as an element: waits for its page, and tells how it came out', async () => {
    const { page } = await built.open('model=cnn&steps=11', { reducedMotion: 'reduce' });
    const outcome = await page.evaluate(async () => {
      const element = document.createElement('mnist1d-playground');
      element.setAttribute('state', 'model=logistic,mlp&steps=21');
      element.setAttribute('plays', 'false');
      const isOver = new Promise((resolve) =>
        element.addEventListener('race-over', (event) => resolve((event as CustomEvent).detail)),
      );
      document.body.append(element);
      (element as unknown as { play(): void }).play();
      return isOver;
    });
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    const scores = {
      updates: 21,
      train: expect.any(Number),
      test: expect.any(Number),
      speed: expect.any(Number),
      digest,
    };
    expect(outcome).toEqual([
      { title: 'Logistic regression', ...scores },
      { title: 'MLP', ...scores },
    ]);
    await page.close();
  });

  test('while four networks train, no task keeps the page from answering for 50 ms', async () => {
    const { page } = await built.open('model=cnn,mlp,gru,resnet');
    for (const title of ['CNN', 'MLP', 'GRU', 'ResNet'])
      await card(page, title)
        .getByText(/a second/)
        .waitFor();
    await answersInTime(built.browser, page);
    await page.close();
  });
});
