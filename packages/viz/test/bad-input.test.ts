import { describe, expect, test } from 'vitest';
import {
  type ClassificationResult,
  classErrorsFigure,
  classificationFigure,
  constructionFigure,
  figure,
  type Result,
  renderPng,
  renderSvg,
  samplesFigure,
  templatesFigure,
  type VegaLiteSpec,
} from '../src/index.ts';
import { exampleResult } from './example-result.ts';

// biome-ignore lint/suspicious/noExplicitAny: the tests break the type on purpose.
type Broken = any;

/** A good result, broken in one place. */
function broken(change: (result: Broken) => void): ClassificationResult {
  const result = JSON.parse(JSON.stringify(exampleResult())) as Broken;
  change(result);
  return result as ClassificationResult;
}

describe('figure', () => {
  test.each([[null], [undefined], [3], ['classification'], [[]], [{}]])('refuses %j as a result', (value) => {
    expect(() => figure(value as unknown as Result)).toThrow(/^figure: result must be an experiment's result/);
  });

  test.each(['mine', 'toString', ''])('names the known experiments for %j', (experiment) => {
    expect(() => figure({ experiment, preset: 'quick', data: { runs: [] } })).toThrow(
      `figure: result.experiment must be one of construction, classification, human, tsne, lottery, double-descent, metalearn-lr, metalearn-activation, self-supervised, pooling, performance, augmentation, residual, batch-norm, random-labels, full-batch, zoo, noise-and-shear, data-size, got "${experiment}"`,
    );
  });

  test('refuses an unknown theme', () => {
    expect(() => figure(exampleResult(), { theme: 'blue' as 'dark' })).toThrow(
      /theme must be 'light' or 'dark', got "blue"/,
    );
  });
});

describe('classificationFigure', () => {
  test.each<[string, (result: Broken) => void, RegExp]>([
    ['no data', (r) => delete r.data, /result\.data must be an object, got undefined/],
    ['no runs', (r) => (r.data.runs = []), /must have a training run, got none/],
    ['runs that are no array', (r) => (r.data.runs = {}), /result\.data\.runs must be an array, got an object/],
    ['no human', (r) => delete r.data.human, /result\.data\.human must be an object, got undefined/],
    [
      'a human above 100 %',
      (r) => (r.data.human.accuracy = 958),
      /human\.accuracy must be a finite number in \[0, 100\], got 958/,
    ],
    ['a run that is null', (r) => (r.data.runs[3] = null), /runs\[3\] must be an object, got null/],
    [
      'an unknown kind',
      (r) => (r.data.runs[3].spec.kind = 'test'),
      /runs\[3\]\.spec\.kind must be one of training, class-errors, got "test"/,
    ],
    [
      'an unknown model',
      (r) => (r.data.runs[3].spec.model = 'vit'),
      /runs\[3\]\.spec\.model must be one of logistic, mlp, cnn, gru, got "vit"/,
    ],
    [
      'unknown features',
      (r) => (r.data.runs[3].spec.features = 'odd'),
      /runs\[3\]\.spec\.features must be one of plain, shuffled, got "odd"/,
    ],
    ['no curves', (r) => delete r.data.runs[3].curves, /runs\[3\]\.curves must be an object, got undefined/],
    [
      'no steps',
      (r) => (r.data.runs[0].curves = { steps: [], trainAccuracy: [], testAccuracy: [], testLoss: [] }),
      /runs\[0\]\.curves\.steps must have at least one value, got none/,
    ],
    [
      'a curve that is too short',
      (r) => r.data.runs[3].curves.testAccuracy.pop(),
      /runs\[3\]\.curves\.testAccuracy must have as many values as steps, got 24 and 25/,
    ],
    [
      'a run that is shorter than the others',
      (r) => {
        for (const curve of Object.values(r.data.runs[3].curves) as number[][]) curve.pop();
      },
      /all runs must be evaluated at the same steps, got 24 up to 5750 in result\.data\.runs\[3\] and 25 up to 6000/,
    ],
    [
      'steps that fall',
      (r) => r.data.runs[0].curves.steps.reverse(),
      /runs\[0\]\.curves\.steps must increase, got 6000 before 5750/,
    ],
    [
      'NaN',
      (r) => (r.data.runs[3].curves.testAccuracy[7] = Number.NaN),
      /runs\[3\]\.curves\.testAccuracy\[7\] must be a finite number in \[0, 100\], got NaN/,
    ],
    [
      'a null, which JSON makes of NaN',
      (r) => (r.data.runs[3].curves.trainAccuracy[7] = null),
      /runs\[3\]\.curves\.trainAccuracy\[7\] .* got null/,
    ],
    [
      'an accuracy above 100 %',
      (r) => (r.data.runs[3].curves.trainAccuracy[7] = 100.1),
      /trainAccuracy\[7\] .* got 100\.1/,
    ],
    ['a run that stands twice', (r) => r.data.runs.push(r.data.runs[3]), /runs\[27\] repeats runs\[3\]/],
  ])('refuses %s', (_, change, message) => {
    expect(() => classificationFigure(broken(change))).toThrow(message);
    expect(() => classificationFigure(broken(change))).toThrow(/^classificationFigure: /);
  });
});

describe('classErrorsFigure', () => {
  test.each<[string, (result: Broken) => void, RegExp]>([
    [
      'a result without such a run',
      (r) => (r.data.runs = r.data.runs.slice(0, 24)),
      /must have a run of kind 'class-errors', got none/,
    ],
    ['two models', (r) => (r.data.runs[24].spec.model = 'gru'), /must be of one model, got gru, cnn/],
    [
      'too few classes',
      (r) => r.data.runs[24].metrics.errorByClass.pop(),
      /one value per class as the human's has, got 9 for 10/,
    ],
    [
      'a negative error',
      (r) => (r.data.runs[24].metrics.errorByClass[2] = -1),
      /errorByClass\[2\] must be a finite number in \[0, 100\], got -1/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => classErrorsFigure(broken(change))).toThrow(message);
  });
});

describe('figures of signals', () => {
  const signals = [
    [0, 1, 0],
    [1, 0, 1],
  ];
  test('refuse what is no signal', () => {
    expect(() => samplesFigure(null as unknown as { signals: []; labels: [] })).toThrow(
      /samplesFigure: samples must be an object, got null/,
    );
    expect(() => constructionFigure(undefined as unknown as { rows: [] })).toThrow(
      /construction must be an object, got undefined/,
    );
    expect(() => constructionFigure({ rows: [null as unknown as { label: string; signals: [] }] })).toThrow(
      /rows\[0\] must be an object, got null/,
    );
    expect(() => samplesFigure({ signals: [], labels: [] })).toThrow(
      /samplesFigure: signals must be an array of at least one signal/,
    );
    expect(() => samplesFigure({ signals: [[1]], labels: [0] })).toThrow(
      /signals\[0\] must have at least 2 values, got 1/,
    );
    expect(() => samplesFigure({ signals: [[1, Number.NaN]], labels: [0] })).toThrow(
      /signals\[0\]\[1\] must be a finite number, got NaN/,
    );
    expect(() => templatesFigure({ signals: ['12'] as unknown as number[][], labels: [0] })).toThrow(
      /templatesFigure: signals\[0\] must be an array of numbers, got "12"/,
    );
  });

  test('refuse labels and times that do not match', () => {
    expect(() => samplesFigure({ signals, labels: [1] })).toThrow(
      /labels must be an array of 2, one per signal, got an array of 1/,
    );
    expect(() => samplesFigure({ signals, labels: [1, 2], t: [[0, 1, 2]] })).toThrow(/t must be an array of 2/);
    expect(() =>
      samplesFigure({
        signals,
        labels: [1, 2],
        t: [
          [0, 1, 2],
          [0, 1],
        ],
      }),
    ).toThrow(/t\[1\] must have one time per value, got 2 for 3/);
    expect(() => samplesFigure({ signals, labels: [1, 2] }, { columns: 0 })).toThrow(
      /columns must be a positive integer, got 0/,
    );
  });

  test('refuse a construction whose rows differ', () => {
    expect(() => constructionFigure({ rows: [] })).toThrow(
      /constructionFigure: rows must be an array of at least one stage/,
    );
    expect(() =>
      constructionFigure({
        rows: [
          { label: 'Pad', signals },
          { label: 'Shear', signals: [[0, 1]] },
        ],
      }),
    ).toThrow(/all rows must have as many signals as the first, 2, got 1 in rows\[1\]/);
    expect(() => constructionFigure({ rows: [{ label: 'Pad', signals }], digits: [1] })).toThrow(
      /digits must have 2 entries/,
    );
  });
});

describe.each([
  ['renderSvg', renderSvg],
  ['renderPng', renderPng],
] as const)('%s', (_, render) => {
  test.each([[null], [undefined], ['bar'], [[]], [{}], [{ mark: 'bars', data: { values: [] } }]])(
    'refuses %j',
    async (spec) => {
      await expect(render(spec as unknown as VegaLiteSpec)).rejects.toThrow(/spec must be a Vega-Lite specification/);
    },
  );

  test('says when data cannot be loaded', async () => {
    const spec: VegaLiteSpec = { data: { url: 'data:application/json,{' }, mark: 'bar', encoding: {} };
    await expect(render(spec)).rejects.toThrow(/Loading failed|ingestion failed/);
  });
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 9, '2'])('renderPng refuses a scale of %s', async (scale) => {
  await expect(renderPng(figure(exampleResult()), { scale: scale as number })).rejects.toThrow(
    /^renderPng: scale must be a finite number/,
  );
});
