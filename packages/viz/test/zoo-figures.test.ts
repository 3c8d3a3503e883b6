/** The figures of the experiments with the models of the zoo. */
import type { UpdateTrainingRun } from '@mnist1d/results';
import { describe, expect, test } from 'vitest';
import {
  type DataSizeResult,
  dataSizeFigure,
  figures,
  type NoiseAndShearResult,
  noiseAndShearFigure,
  renderSvg,
  type ZooResult,
  zooFigure,
} from '../src/index.ts';
import { type Broken, broken } from './broken.ts';
import { compileWarnings, drawnMarks } from './evaluate-spec.ts';

/** Two seeds of each of these; those of number `i` reach 20 + 10 i on average, 2 apart. */
function trainings<const Varied extends object>(varied: readonly Varied[]) {
  return varied.flatMap((of, i) =>
    [0, 1].map((seed) => {
      const testAccuracy = 19 + 10 * i + 2 * seed;
      const settings = { seed, steps: 100, evalEvery: 50, batchSize: 100, learningRate: 0.01, backend: 'jit' } as const;
      return {
        spec: { ...of, ...settings },
        metrics: { trainAccuracy: 99, testAccuracy, bestTestAccuracy: testAccuracy },
        curves: { steps: [0, 50], trainAccuracy: [10, 99], testAccuracy: [10, testAccuracy], testLoss: [2.3, 1] },
      } satisfies UpdateTrainingRun;
    }),
  );
}

const zoo: ZooResult & { runSeconds: number[] } = {
  experiment: 'zoo',
  preset: 'quick',
  data: {
    human: 95.8,
    parameters: [
      { model: 'mlp', count: 15_210 },
      { model: 'tcn', count: 22_762 },
    ],
    runs: trainings([
      { kind: 'training', model: 'mlp', features: 'plain' },
      { kind: 'training', model: 'tcn', features: 'plain' },
      { kind: 'training', model: 'mlp', features: 'shuffled' },
    ]),
  },
  runSeconds: [0.1, 0.3, 4, 4, 0.2, 0.2],
};
const noise: NoiseAndShearResult = {
  experiment: 'noise-and-shear',
  preset: 'quick',
  data: {
    runs: trainings([
      { model: 'mlp', option: 'none', level: 'default' },
      { model: 'mlp', option: 'maxTranslation', level: 'off' },
      { model: 'mlp', option: 'padding', level: 'doubled' },
      { model: 'resnet', option: 'maxTranslation', level: 'off' },
    ]),
  },
};
const size: DataSizeResult = {
  experiment: 'data-size',
  preset: 'quick',
  data: {
    runs: trainings([
      { model: 'cnn', trainSize: 1000 },
      { model: 'cnn', trainSize: 100 },
      { model: 'dilated-cnn', trainSize: 100 },
    ]),
  },
};

test.each([zoo, noise, size].map((result) => [result.experiment, result] as const))(
  '%s compiles without a warning, light and dark, and is drawn without NaN',
  async (name, result) => {
    for (const theme of ['light', 'dark'] as const) {
      const spec = figures(result, { theme })[name]!;
      expect(compileWarnings(spec)).toEqual([]);
      expect(await renderSvg(spec)).not.toMatch(/NaN|undefined|Infinity/);
    }
  },
);

/** What stands in the rows of a panel. */
async function dotsOf(spec: Parameters<typeof drawnMarks>[0], panel: number) {
  const dots = (await drawnMarks(spec, 'symbol', `concat_${panel}_group`)).flat().filter(({ datum }) => datum.row);
  return dots.map(({ datum }) => [datum.row, datum.series, datum.value]);
}

describe('zoo', () => {
  test('a dot for each model and order of columns, the best model first', async () => {
    expect(await dotsOf(zooFigure(zoo), 0)).toEqual([
      ['MLP', 'Shuffled columns', 40],
      ['TCN', 'Plain', 30],
      ['MLP', 'Plain', 20],
    ]);
    const texts = (await drawnMarks(zooFigure(zoo), 'text', 'concat_0_group')).flat().map(({ datum }) => datum.text);
    // The sample standard deviation of two seeds that are 2 apart is √2.
    expect(texts).toContain('30.0 ± 1.4');
  });

  test('parameters, and the time of an update where the result tells', async () => {
    expect(await dotsOf(zooFigure(zoo), 1)).toEqual([
      ['MLP', 'Plain', 15_210],
      ['TCN', 'Plain', 22_762],
    ]);
    // 0.1, 0.3, 0.2 and 0.2 s of 100 updates.
    expect(await dotsOf(zooFigure(zoo), 2)).toEqual([
      ['MLP', 'Plain', expect.closeTo(2, 9)],
      ['TCN', 'Plain', 40],
    ]);
    const { runSeconds: _, ...untimed } = zoo;
    expect((zooFigure(untimed) as unknown as { hconcat: unknown[] }).hconcat).toHaveLength(2);
  });
});

test('noise and shear: a panel for each model, its dots off and doubled, a line at the published data', async () => {
  const spec = noiseAndShearFigure(noise);
  expect(await dotsOf(spec, 0)).toEqual([
    ['Padding', 'Doubled', 40],
    ['Translation', 'Off', 30],
  ]);
  expect(await dotsOf(spec, 1)).toEqual([['Translation', 'Off', 50]]);
  const dashed = async (panel: number) =>
    (await drawnMarks(spec, 'rule', `concat_${panel}_group`)).flat().filter(({ datum }) => datum.row === undefined);
  // 20 of 100 percent over 150 pixels.
  expect((await dashed(0)).map(({ x }) => x)).toEqual([30]);
  expect(await dashed(1)).toEqual([]);
});

test('data size: a line for each model over its sizes, in order, with what it ends at', async () => {
  const lines = await drawnMarks(dataSizeFigure(size), 'line');
  expect(lines.map((line) => line.map(({ datum }) => [datum.name, datum.trainSize, datum.accuracy]))).toEqual([
    [
      ['CNN', 100, 30],
      ['CNN', 1000, 20],
    ],
    [['Dilated CNN', 100, 40]],
  ]);
  const texts = (await drawnMarks(dataSizeFigure(size), 'text')).flat().map(({ datum }) => datum.text);
  expect(texts).toEqual(expect.arrayContaining(['CNN 20.0 ± 1.4', 'Dilated CNN 40.0 ± 1.4']));
});

test.each<[(r: Broken) => void, RegExp]>([
  [(r) => (r.data.runs = []), /zooFigure: .*must have a run, got none/],
  [(r) => (r.data.runs[2].spec.model = 'vgg'), /runs\[2\]\.spec\.model must be one of logistic, mlp, cnn, gru, resnet/],
  [(r) => (r.data.runs[1] = r.data.runs[0]), /runs\[1\] repeats runs\[0\]/],
  [(r) => (r.runSeconds[1] = 'x'), /zooFigure: result\.runSeconds\[1\] must be a finite number/],
])('refuses a broken result (%#)', (change, message) => {
  expect(() => zooFigure(broken(zoo, change))).toThrow(message);
});
