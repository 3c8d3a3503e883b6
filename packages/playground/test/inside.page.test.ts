/** A look inside a network: a signal on its way through the layers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { type BuiltPage, serveBuiltPage, violationsIn } from './built-page.ts';

describe.skipIf(!chromiumPath)('inside a network, in Chromium', () => {
  let built: BuiltPage;
  beforeAll(async () => {
    built = await serveBuiltPage();
  });
  afterAll(() => built.close());

  test.each([
    ['cnn', ['conv1 25 channels × 19 times', 'conv2 25 channels × 10 times', 'conv3 25 channels × 5 times']],
    ['cnn&size=1', ['conv1 1 channel × 19 times', 'conv2 1 channel × 10 times', 'conv3 1 channel × 5 times']],
    ['mlp', ['linear1 100 units', 'linear2 100 units']],
    ['gru', ['gru 12 channels × 40 times']],
    ['logistic', []],
  ])('a signal that a %s gets wrong is seen in each layer', async (model, layers) => {
    const { page, faults } = await built.open(`model=${model}&steps=61`);
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    const inside = page.getByRole('region', { name: 'Inside a network' });
    const wrong = inside.getByRole('button', { name: /^A \d that is taken for/ }).first();
    const [, label, guess] = /A (\d) that is taken for (\d)/.exec(
      (await wrong.getByRole('img').getAttribute('aria-label')) as string,
    ) as RegExpExecArray;
    await wrong.click();
    await inside.getByText(`Taken for a ${guess} wrongly`).waitFor();
    const steps = await inside.locator('.trace > li').allInnerTexts();
    expect(steps[0]).toContain(`The signal: a ${label}`);
    expect(steps.slice(1, -1).map((text) => text.trim())).toEqual(layers);
    expect(await inside.locator('.trace canvas').count()).toBe(layers.length);
    expect(await violationsIn(page, '.inside')).toEqual([]);
    expect(faults).toEqual([]);
    await page.close();
  });
});
