/** Lessons, from a prediction to its answer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { parseQuery } from '../../playground/src/state/play-state.ts';
import { openSite, settled } from './open-site.ts';

const folder = join(import.meta.dirname, '../lessons');
const lessons = readdirSync(folder)
  .filter((file) => file !== 'index.md')
  .map((file) => file.replace('.md', ''));
/** The steps of a lesson, as their attributes have them. */
const stepsOf = (lesson: string) =>
  [...readFileSync(join(folder, `${lesson}.md`), 'utf8').matchAll(/<TryIt\s(.*?)\n>/gs)].map(([, attributes = '']) => {
    const [choices = '', right = '', state = '', only = ''] = ['choices', 'right', 'state', 'only'].map(
      (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1],
    );
    return {
      choices: [...choices.matchAll(/'([^']*)'/g)].map(([, choice]) => choice),
      right: Number(right),
      state,
      only,
    };
  });

test.each(lessons)('%s asks what can be answered, and shows controls that there are', (lesson) => {
  const steps = stepsOf(lesson);
  expect(steps.length).toBeGreaterThan(0);
  for (const { choices, right, state, only } of steps) {
    expect(parseQuery(state).objections).toEqual([]);
    expect(choices[right]).toBeDefined();
    expect(only).not.toBe('');
  }
});

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  test.each(lessons)('%s: each prediction gets its answer', async (lesson) => {
    const { page, context, faults } = await site.open({ width: 1280 });
    page.setDefaultTimeout(180_000);
    await page.goto(site.address(`lessons/${lesson}.html`));
    await settled(page);
    for (const [i, { choices, right }] of stepsOf(lesson).entries()) {
      const step = page.locator('.try-it').nth(i);
      await step.getByRole('radio').nth(right).check();
      await step.getByText(`You expected: ${choices[right]}, and so it is. It came out:`).waitFor();
      expect(await step.locator('.answer').innerText()).toMatch(/\d\d\.\d % of the test signals/);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});
