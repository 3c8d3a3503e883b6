/** Lessons, from a prediction to its answer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { experiments } from '@mnist1d/experiments';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { controls } from '../../playground/src/state/controls.ts';
import { parseQuery } from '../../playground/src/state/play-state.ts';
import { resultNames } from '../src/sources.ts';
import { objections, openSite, settled } from './open-site.ts';

const folder = join(import.meta.dirname, '../lessons');
const textOf = (page: string) => readFileSync(join(folder, `${page}.md`), 'utf8');
const lessons = readdirSync(folder)
  .map((file) => file.replace('.md', ''))
  .filter((page) => page !== 'index' && page !== 'for-teachers');
/** Lessons whose experiment takes minutes. */
const slow = ['residual', 'random-labels', 'pooling'];

/** The steps of a lesson, as their attributes have them. */
const stepsOf = (lesson: string) =>
  [...textOf(lesson).matchAll(/<(?:TryIt|TryExperiment)\s(.*?)\n>/gs)].map(([, attributes = '']) => {
    const [choices = '', right = '', state, only, experiment, recorded] = [
      ...['choices', 'right', 'state', 'only', 'experiment', 'recorded'],
    ].map((name) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]);
    return {
      choices: [...choices.matchAll(/'([^']*)'/g)].map(([, choice = '']) => choice),
      right: Number(right),
      ...{ state, only, experiment, recorded },
    };
  });

type Step = ReturnType<typeof stepsOf>[number];

function expectUnderstood(query: string): void {
  const { view, objections } = parseQuery(query);
  expect(objections).toEqual([]);
  expect(Object.keys(controls)).toEqual(expect.arrayContaining([...(view.only ?? [])]));
}

test.each(lessons)('%s asks what can be answered, by a recipe or with controls that there are', (lesson) => {
  const steps = stepsOf(lesson);
  expect(steps.length).toBeGreaterThan(0);
  for (const { choices, right, state, only, experiment, recorded } of steps) {
    expect(choices[right]).toBeDefined();
    if (recorded) expect(resultNames()).toContain(experiment);
    if (experiment !== undefined) expect(experiments.get(experiment)?.presets.quick).toBeDefined();
    else {
      expect(only).toMatch(/\w/);
      expectUnderstood(`${state}&only=${only}`);
    }
  }
});

test('the page for teachers has every answer, and links to controls that there are', () => {
  const text = textOf('for-teachers');
  const answers = text.slice(text.indexOf('## The answers'));
  for (const lesson of lessons) {
    const row = answers.split('\n').find((line) => line.startsWith('| [') && line.includes(`(./${lesson}.md)`));
    for (const { choices, right } of stepsOf(lesson)) expect(row).toContain(choices[right]);
  }
  const queries = [...text.matchAll(/href="\.\.\/play\/\?([^"]+)"/g)].map(([, query = '']) => query);
  expect(queries.length).toBeGreaterThan(2);
  for (const query of queries) expectUnderstood(query.replaceAll('&amp;', '&'));
});

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  test.each(lessons.filter((lesson) => !slow.includes(lesson)))(
    '%s: each prediction gets its answer',
    async (lesson) => {
      const { page, context, faults } = await site.open({ width: 1280 });
      page.setDefaultTimeout(180_000);
      await page.goto(site.address(`lessons/${lesson}.html`));
      await settled(page);
      for (const [i, { choices, right, experiment, recorded }] of stepsOf(lesson).entries()) {
        const step = page.locator('.try-it').nth(i);
        await step.getByRole('radio').nth(right).check();
        await step.getByText(`You expected: ${choices[right]}, and so it is.`).waitFor();
        const outcome = experiment ? /Of \d+ claims \d+ hold here/ : /It came out: .*\d\d\.\d % of the test signals/;
        expect(await step.locator('.answer').innerText()).toMatch(outcome);
        const picture = recorded ? '.panel svg' : '.picture img';
        if (experiment) await step.locator(picture).first().waitFor();
      }
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test.each(lessons.filter((lesson) => stepsOf(lesson).some(({ recorded }) => recorded)))(
    '%s: nothing of the result is seen before the prediction, and it runs on request',
    async (lesson) => {
      const { page, context, faults } = await site.open({ width: 390, colorScheme: 'dark' });
      await page.goto(site.address(`lessons/${lesson}.html`));
      await settled(page);
      expect(await page.locator('.result, .claims, mnist1d-experiment').count()).toBe(0);
      const [{ choices, right }] = stepsOf(lesson) as [Step];
      const wrong = (right + 1) % choices.length;
      await page.getByRole('radio').nth(wrong).check();
      await page.getByText(`You expected: ${choices[wrong]}.`).waitFor();
      await page.getByText('The claims', { exact: true }).click();
      await page.locator('.claims td.number').first().waitFor();
      expect(await page.locator('mnist1d-experiment').count()).toBe(0);
      await page.getByText('Run it in this page').click();
      const element = page.locator('mnist1d-experiment');
      const presets = element.getByRole('radio');
      await presets.first().waitFor();
      expect(await element.getByRole('progressbar').count()).toBe(0);
      // The complete one.
      await presets.last().check();
      await element.getByText(/^paper: \d+ runs?, (about )?\w/).waitFor();
      await element.getByRole('button', { name: 'Run', exact: true }).click();
      await element.getByRole('progressbar').waitFor();
      expect(await objections(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
  );
});
