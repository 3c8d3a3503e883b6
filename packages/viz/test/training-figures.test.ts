/** The figures of the book's trainings. */
import { describe, expect, test } from 'vitest';
import {
  type AugmentationResult,
  augmentationFigure,
  figures,
  type PerformanceResult,
  performanceFigure,
  renderSvg,
} from '../src/index.ts';
import { type Broken, broken } from './broken.ts';
import { compileWarnings, drawnMarks } from './evaluate-spec.ts';
import { exampleTrainings } from './example-trainings.ts';

const performance: PerformanceResult = {
  experiment: 'performance',
  preset: 'quick',
  data: { runs: exampleTrainings([{ hiddenSize: 100 }, { hiddenSize: 10 }]) },
};
const augmentation: AugmentationResult = {
  experiment: 'augmentation',
  preset: 'quick',
  data: {
    runs: exampleTrainings([
      { augmentation: 'none', hiddenSize: 200 },
      { augmentation: 'once', hiddenSize: 200 },
      { augmentation: 'each-batch', hiddenSize: 200 },
    ]),
  },
};
const results = [performance, augmentation];

test.each(results.map((result) => [result.experiment, result] as const))(
  '%s compiles without a warning, light and dark, and is drawn without NaN',
  async (name, result) => {
    for (const theme of ['light', 'dark'] as const) {
      const spec = figures(result, { theme })[name]!;
      expect(compileWarnings(spec)).toEqual([]);
      expect(await renderSvg(spec)).not.toMatch(/NaN|undefined|Infinity/);
    }
  },
);

describe('errors over the epoch', () => {
  test('a line for each network, the mean over its seeds, with what it ends at', async () => {
    const lines = await drawnMarks(performanceFigure(performance), 'line', 'concat_1_group');
    const ends = Object.fromEntries(lines.map((line) => [line[0]?.datum.name, line.map(({ datum }) => datum.error)]));
    expect(ends).toEqual({ '100 units': [90.5, 60, 30], '10 units': [90.5, 65, 40] });
    const texts = (await drawnMarks(performanceFigure(performance), 'text', 'concat_1_group')).flat();
    // The sample standard deviation of two seeds that are 2 apart is √2.
    expect(texts.map(({ datum }) => datum.text)).toEqual(expect.arrayContaining(['30.0 ± 1.4', '40.0 ± 1.4']));
  });

  test('a band of ± the deviation where there are several seeds, none for one', async () => {
    const areas = (await drawnMarks(performanceFigure(performance), 'area', 'concat_0_group')).flat();
    expect(areas.map(({ datum }) => datum.low)).toContain(0);
    const single = broken(
      performance,
      (r) => (r.data.runs = r.data.runs.filter(({ spec }: Broken) => spec.seed === 0)),
    );
    expect((await drawnMarks(performanceFigure(single), 'area')).flat()).toHaveLength(0);
  });

  test.each<[(r: Broken) => void, RegExp]>([
    [(r) => (r.data.runs = []), /augmentationFigure: .*must have a run, got none/],
    [(r) => (r.data.runs[2].spec.augmentation = 'mixup'), /runs\[2\]\.spec\.augmentation must be one of none, once/],
    [(r) => r.data.runs[1].curves.testError.pop(), /runs\[1\]\.curves\.testError must have as many values as epochs/],
    [
      (r) => (r.data.runs[1].curves.epochs = [0, 1, 3]),
      /augmentationFigure: all runs must be evaluated at the same steps, got 3 up to 3 in result\.data\.runs\[1\]/,
    ],
  ])('refuses a broken result (%#)', (change, message) => {
    expect(() => augmentationFigure(broken(augmentation, change))).toThrow(message);
  });
});
