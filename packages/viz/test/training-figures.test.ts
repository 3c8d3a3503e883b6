/** The figures of the book's trainings. */
import { describe, expect, test } from 'vitest';
import {
  type AugmentationResult,
  augmentationFigure,
  type BatchNormResult,
  batchNormFigure,
  type FullBatchResult,
  figures,
  fullBatchFigure,
  type PerformanceResult,
  performanceFigure,
  type RandomLabelsResult,
  type ResidualResult,
  renderSvg,
  residualFigure,
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
const residual: ResidualResult = {
  experiment: 'residual',
  preset: 'quick',
  data: {
    runs: exampleTrainings(
      [3, 12].flatMap((depth) =>
        (['residual', 'plain'] as const).map((connections) => ({ connections, depth, hiddenSize: 100 })),
      ),
    ),
  },
};
const batchNorm: BatchNormResult = {
  experiment: 'batch-norm',
  preset: 'quick',
  data: {
    runs: [
      ...[false, true].flatMap((isNormalised) =>
        [0, 1].map((seed) => ({
          spec: {
            ...{ kind: 'variances' as const, batchNorm: isNormalised, branches: 2, hiddenSize: 100 },
            ...{ seed, batchSize: 200 },
          },
          metrics: { variances: isNormalised ? [2, 3, 4 + 2 * seed] : [2, 4, 8 + 8 * seed] },
        })),
      ),
      ...exampleTrainings(
        [false, true].map((isNormalised) => ({
          ...{ kind: 'training' as const, batchNorm: isNormalised, branches: 2, hiddenSize: 100 },
        })),
      ),
    ],
  },
};
const randomLabels: RandomLabelsResult = {
  experiment: 'random-labels',
  preset: 'quick',
  data: {
    runs: exampleTrainings(
      (['real', 'random-inputs', 'permuted-labels'] as const).map((task) => ({ task, depth: 4, hiddenSize: 300 })),
    ),
  },
};
const fullBatch: FullBatchResult = {
  experiment: 'full-batch',
  preset: 'quick',
  data: {
    runs: [4, 1].map((depth) => ({
      spec: {
        ...{ depth, hiddenSize: 100 - depth, seed: 0, trainSize: 50, learningRate: 0.05 },
        ...{ maxSteps: 1000, evalEvery: 100 },
      },
      metrics: { stepsToFit: 200, trainError: 0, testError: 60 + depth, parameters: 500 },
      curves: {
        ...{ steps: [0, 100, 200], trainLoss: [2, 1, 0.1] },
        ...{ trainError: [90, 20 + depth, 0], testError: [90, 70, 60 + depth] },
      },
    })),
  },
};
const results = [performance, augmentation, residual, batchNorm, randomLabels, fullBatch];

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

test('residual: a colour for each depth, dashes without connections, and one legend', async () => {
  const svg = await renderSvg(residualFigure(residual));
  for (const name of ['3 residual', '3 plain', '12 residual', '12 plain'])
    expect(svg.match(new RegExp(`>${name}<`, 'g')), name).toHaveLength(1);
  const lines = await drawnMarks(residualFigure(residual), 'line', 'concat_0_group');
  expect(lines.map(([first]) => first?.datum.name)).toEqual(['3 residual', '3 plain', '12 residual', '12 plain']);
});

describe('batch normalisation', () => {
  test('the variance by branch is the mean over the seeds, on a logarithmic scale', async () => {
    const lines = await drawnMarks(batchNormFigure(batchNorm), 'line', 'concat_0_group');
    const [plain, normalised] = lines.map((line) => line.map(({ datum }) => datum.variance));
    expect([plain, normalised]).toEqual([
      [2, 4, 12],
      [2, 3, 5],
    ]);
    // Doubling is a step of one height.
    const [first, second] = lines[0]!.map(({ y }) => y) as [number, number];
    const [, third] = lines[1]!.map(({ y }) => y) as [number, number];
    expect((first - third) / (first - second)).toBeCloseTo(Math.log2(1.5), 6);
  });

  test('without trainings there is the one panel, without variances none', () => {
    const only = (kind: string) =>
      broken(batchNorm, (r) => (r.data.runs = r.data.runs.filter(({ spec }: Broken) => spec.kind === kind)));
    expect((batchNormFigure(only('variances')) as unknown as { hconcat: unknown[] }).hconcat).toHaveLength(1);
    expect(() => batchNormFigure(only('training'))).toThrow('must have a run of variances, got none');
  });
});

describe('full-batch descent', () => {
  test('a line for each training from its first step on, the shallow network first in the legend', async () => {
    const spec = fullBatchFigure(fullBatch);
    const lines = await drawnMarks(spec, 'line', 'concat_1_group');
    const byName = Object.fromEntries(
      lines.map((line) => [line[0]?.datum.network, line.map(({ datum }) => datum.error)]),
    );
    expect(byName).toEqual({ '1 × 99': [70, 61], '4 × 96': [70, 64] });
    const svg = await renderSvg(spec);
    expect(svg.indexOf('>1 × 99<')).toBeLessThan(svg.indexOf('>4 × 96<'));
  });

  test('refuses a run that stands twice', () => {
    const twice = broken(fullBatch, (r) => r.data.runs.push(r.data.runs[0]));
    expect(() => fullBatchFigure(twice)).toThrow('runs[2] repeats runs[0]');
  });
});
