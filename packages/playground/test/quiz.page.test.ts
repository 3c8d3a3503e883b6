/** The quiz of the built page in Chromium: by keys and by taps, its score, its file, and the answers of a class. */
import { readFile } from 'node:fs/promises';
import { makeDataset } from '@mnist1d/dataset';
import { formatAnswers, parseAnswers, publishedAnswers } from '@mnist1d/experiments/quiz';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltTabs, openTabs, tabTo, violationsIn } from './built-page.ts';

const { yTest } = makeDataset();
const labels = [...yTest.subarray(0, 20)];
const open = async (built: BuiltTabs): Promise<[Page, Locator]> => {
  const page = await built.open();
  const section = page.getByRole('region', { name: 'You against the machine' });
  await section.locator('summary').first().click();
  await section.getByRole('button', { name: '20 signals' }).waitFor();
  return [page, section];
};
const position = (section: Locator) => section.getByText(/^Quiz \d, signal/).textContent();
/** The quiz has the focus, so that it hears keys; it takes it a frame after it is seen. */
const hears = (place: Pick<Page, 'locator'>) => place.locator('.place:focus').waitFor();
/** The rows of a table of errors, all of its columns. */
const rowsOf = async (section: Locator) =>
  section
    .locator('.errors tbody tr, .errors tfoot tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let built: BuiltTabs;
  beforeAll(async () => {
    built = await openTabs();
  });
  afterEach(() => expect(built.failed).toEqual([]));
  afterAll(() => built?.close());

  test('twenty signals by keys alone, one answer undone: errors beside the CNN’s and the paper’s, and the answers as a file', async () => {
    const [page, section] = await open(built);
    await section.getByRole('button', { name: '20 signals' }).focus();
    await page.keyboard.press('Enter');
    expect(await position(section)).toBe('Quiz 1, signal 1 of 20');
    await hears(section);
    // Wrong, taken back, and right.
    await page.keyboard.press(String((labels[0]! + 1) % 10));
    expect(await position(section)).toBe('Quiz 1, signal 2 of 20');
    await page.keyboard.press('Backspace');
    expect(await position(section)).toBe('Quiz 1, signal 1 of 20');
    // What is no answer changes nothing.
    await page.keyboard.press('x');
    await page.keyboard.press('Control+5');
    expect(await position(section)).toBe('Quiz 1, signal 1 of 20');
    const given = labels.map((label, i) => (i === 3 ? (label + 1) % 10 : label));
    for (const answer of given) await page.keyboard.press(String(answer));

    await section.getByText('You: 95 % right').waitFor();
    const rows = await rowsOf(section);
    const ofClass = labels.filter((label) => label === labels[3]).length;
    expect(rows[labels[3]!]![0]).toBe((100 / ofClass).toFixed(1));
    expect(rows[10]![0]).toBe('5.0');
    const absent = [...Array(10).keys()].find((label) => !labels.includes(label));
    if (absent !== undefined) expect(rows[absent]![0]).toBe('–');
    expect(rows.slice(0, 10).map((row) => row[2])).toEqual(
      publishedAnswers.errorByClass.map((error) => error.toFixed(1)),
    );
    // It learns meanwhile.
    await expect.poll(async () => Number((await rowsOf(section))[10]![1]), { timeout: 60_000 }).toBeLessThan(25);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      section.getByRole('button', { name: 'Take the answers' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('human-answers.json');
    expect(parseAnswers(await readFile(await download.path(), 'utf8'))).toEqual([given]);
    await section.getByRole('button', { name: 'Another quiz' }).click();
    await page.close();
  });

  test('the page is loaded again: the quiz goes on, and what was left is forgotten', async () => {
    const [page, section] = await open(built);
    await section.getByLabel('Quiz').selectOption('2');
    await section.getByRole('button', { name: '20 signals' }).click();
    const second = [...yTest.subarray(100, 120)];
    await section.getByText('signal 1 of 20').waitFor();
    await hears(section);
    for (const label of second.slice(0, 7)) await page.keyboard.press(String(label));
    const openAgain = async () => {
      await page.reload();
      await section.locator('summary').first().click();
    };
    await openAgain();
    await section.getByText('Quiz 2, signal 8 of 20').waitFor();
    for (const label of second.slice(7)) await page.keyboard.press(String(label));
    await section.getByText('You: 100 % right').waitFor();
    await openAgain();
    await section.getByText('You: 100 % right').waitFor();
    await section.getByRole('button', { name: 'Another quiz' }).click();
    await openAgain();
    await section.getByRole('button', { name: '20 signals' }).waitFor();
    await page.close();
  });

  test('a quiz that is left in the middle keeps its answers, and goes on by keys alone, after a reload too', async () => {
    const [page, section] = await open(built);
    await section.getByRole('button', { name: '20 signals' }).click();
    await section.getByText('signal 1 of 20').waitFor();
    await hears(section);
    for (const label of labels.slice(0, 5)) await page.keyboard.press(String(label));
    await section.getByRole('button', { name: 'Leave' }).click();
    await section.getByText('5 of 20 signals are answered').waitFor();
    // Another number that is looked at changes nothing of it.
    await section.getByLabel('Quiz').selectOption('3');
    expect(await violationsIn(page, '.quiz')).toEqual([]);
    await tabTo(page, 'Go on with quiz 1', 'Enter');
    await section.getByText('Quiz 1, signal 6 of 20').waitFor();
    await hears(section);
    await page.keyboard.press(String(labels[5]));
    await section.getByRole('button', { name: 'Leave' }).click();
    await page.reload();
    await section.locator('summary').first().click();
    await section.getByText('Quiz 1, signal 7 of 20').waitFor();
    for (const label of labels.slice(6)) await page.keyboard.press(String(label));
    await section.getByText('You: 100 % right').waitFor();
    await section.getByRole('button', { name: 'Another quiz' }).click();

    // Nothing answered, nothing kept; and what begins anew forgets.
    await section.getByRole('button', { name: '20 signals' }).click();
    await section.getByRole('button', { name: 'Leave' }).click();
    expect(await section.getByRole('button', { name: /^Go on/ }).count()).toBe(0);
    await section.getByRole('button', { name: '20 signals' }).click();
    await hears(section);
    await page.keyboard.press(String(labels[0]));
    await section.getByRole('button', { name: 'Leave' }).click();
    await section.getByRole('button', { name: '100 signals' }).click();
    await section.getByText('Quiz 1, signal 1 of 100').waitFor();
    await section.getByRole('button', { name: 'Leave' }).click();
    expect(await section.getByRole('button', { name: /^Go on/ }).count()).toBe(0);
    await page.close();
  });

  test('where the browser keeps nothing, or something else stands there, it begins', async () => {
    const page = await built.context.newPage();
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('not here', 'SecurityError');
        },
      });
    });
    await page.goto(built.address);
    const section = page.getByRole('region', { name: 'You against the machine' });
    await section.locator('summary').first().click();
    await section.getByRole('button', { name: '20 signals' }).click();
    await section.getByText('signal 1 of 20').waitFor();
    await hears(section);
    await page.keyboard.press('1');
    await section.getByText('Quiz 1, signal 2 of 20').waitFor();
    await page.close();
    const [another] = await open(built);
    for (const kept of [
      '{',
      '[]',
      '{"number":9,"length":20,"answers":[]}',
      '{"number":1,"length":20,"answers":[11]}',
    ]) {
      await another.evaluate((text) => localStorage.setItem('mnist1d-quiz', text), kept);
      await another.reload();
      const quiz = another.getByRole('region', { name: 'You against the machine' });
      await quiz.locator('summary').first().click();
      await quiz.getByRole('button', { name: '20 signals' }).waitFor();
    }
    await another.close();
  });

  test('without a mouse: opened, answered, undone, left', async () => {
    const page = await built.open();
    await tabTo(page, 'You against the machine', 'Enter');
    await page.getByRole('button', { name: '20 signals' }).waitFor();
    await tabTo(page, '20 signals', 'Enter');
    await page.getByText('signal 1 of 20').waitFor();
    await hears(page);
    // A digit by its button, another by its key.
    await tabTo(page, String(labels[0]), ' ');
    await page.keyboard.press(String(labels[1]));
    await page.getByText('signal 3 of 20').waitFor();
    await tabTo(page, 'Undo', 'Enter');
    await page.getByText('signal 2 of 20').waitFor();
    for (const label of labels.slice(1)) await page.keyboard.press(String(label));
    await page.getByText('You: 100 % right').waitFor();
    await hears(page);
    await tabTo(page, 'Another quiz', 'Enter');
    await page.getByRole('button', { name: '20 signals' }).waitFor();
    await page.close();
  });

  test('by taps, quiz 3: its signals, and its place in the file', async () => {
    const [page, section] = await open(built);
    await section.getByLabel('Quiz').selectOption('3');
    await section.getByRole('button', { name: '20 signals' }).click();
    const third = [...yTest.subarray(200, 220)];
    for (const label of third) await section.getByRole('button', { name: String(label), exact: true }).click();
    await section.getByText('You: 100 % right').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      section.getByRole('button', { name: 'Take the answers' }).click(),
    ]);
    expect(parseAnswers(await readFile(await download.path(), 'utf8'))).toEqual([[], [], third]);
    await section.getByRole('button', { name: 'Another quiz' }).click();
    await page.close();
  });

  test('the answers of a class make one table; what are none is said by name', async () => {
    const [page, section] = await open(built);
    await section.getByText('The answers of a class').click();
    const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    const wrong = labels.map((label) => (label + 1) % 10);
    await section
      .getByLabel(/Choose or drop the answers/)
      .setInputFiles([
        file('ada.json', formatAnswers([labels])),
        file('bob.json', formatAnswers([wrong])),
        file('<b>eve</b>.json', '{"answers": 1}'),
      ]);
    await section.locator('.errors').waitFor();
    expect(await section.locator('.errors thead th').allTextContents()).toEqual([
      'Class',
      'ada, quiz 1 (20)',
      'bob, quiz 1 (20)',
      'together',
    ]);
    expect((await rowsOf(section))[10]).toEqual(['0.0', '100.0', '50.0']);
    expect(await section.getByRole('alert').textContent()).toMatch(
      /^<b>eve<\/b>\.json is left out: .*mnist1d\.human\/1/,
    );
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
    await section.getByText('The ten digits, undisturbed').click();
    await section.locator('.signals .signal').nth(9).waitFor();
    expect(await violationsIn(page, '.later')).toEqual([]);
    await section.getByRole('button', { name: '20 signals' }).click();
    expect(await violationsIn(page, '.later')).toEqual([]);
    for (const label of labels) await section.getByRole('button', { name: String(label), exact: true }).click();
    await section.locator('.errors').waitFor();
    expect(await violationsIn(page, '.later')).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await section.getByRole('button', { name: 'Another quiz' }).click();
    await page.close();
  });
});
