import { describe, expect, test } from 'vitest';
import fixtures from '../../../fixtures/dataset.json' with { type: 'json' };
import noise from '../../../fixtures/label-noise.json' with { type: 'json' };
import { fromNpz } from '../src/formats/read-npz.ts';
import { type DatasetOptions, getTemplates, makeDataset, RandomState, shuffleFeatures, toNpz } from '../src/index.ts';
import { digest } from './digest.ts';

/** An option of the Python package under its name here. */
function optionsFrom(args: Record<string, unknown>): Partial<DatasetOptions> {
  const rename = (name: string) =>
    name.replace('template_len', 'template_length').replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [rename(name), value]));
}

function largestDifference(a: ArrayLike<number>, b: readonly number[]): number {
  return Math.max(...b.map((value, i) => Math.abs(value - a[i]!)));
}

describe.each(fixtures.cases)('the Python package with %j', (recorded) => {
  const options = optionsFrom(recorded.args);

  test('gives the same float32 values and labels', async () => {
    const { x, xTest, y, yTest, length, numTrain, numTest } = makeDataset(options);
    expect([numTrain, length]).toEqual(recorded.x.shape);
    expect([numTest, length]).toEqual(recorded.x_test.shape);
    expect(await digest(x as Float32Array<ArrayBuffer>)).toBe(recorded.x.sha256_float32_le);
    expect(await digest(xTest as Float32Array<ArrayBuffer>)).toBe(recorded.x_test.sha256_float32_le);
    expect(await digest(y as Int32Array<ArrayBuffer>)).toBe(recorded.y.sha256_int32_le);
    expect(await digest(yTest as Int32Array<ArrayBuffer>)).toBe(recorded.y_test.sha256_int32_le);
  });

  test('gives the same float64 values within 2e-15', () => {
    const { x, xTest, t, length } = makeDataset({ ...options, dtype: 'float64' });
    for (const [part, expected] of [
      [x, recorded.x],
      [xTest, recorded.x_test],
    ] as const) {
      expect(largestDifference(part.subarray(0, length), expected.first_row)).toBeLessThan(2e-15);
      expect(largestDifference(part.subarray(-length), expected.last_row)).toBeLessThan(2e-15);
      expect((part as Float64Array).reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected.sum, 8);
      expect((part as Float64Array).reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(expected.sum_sq, 6);
    }
    expect(largestDifference(t, recorded.t)).toBeLessThan(2e-15);
  });
});

test('the default is the data that the authors publish', async () => {
  const { x, xTest, y, yTest } = makeDataset();
  const { frozen_pkl } = fixtures;
  expect(await digest(x as Float32Array<ArrayBuffer>)).toBe(frozen_pkl.x_sha256_float32_le);
  expect(await digest(xTest as Float32Array<ArrayBuffer>)).toBe(frozen_pkl.x_test_sha256_float32_le);
  expect(await digest(y as Int32Array<ArrayBuffer>)).toBe(frozen_pkl.y_sha256_int32_le);
  expect(await digest(yTest as Int32Array<ArrayBuffer>)).toBe(frozen_pkl.y_test_sha256_int32_le);
});

test('the templates are those of the Python package', () => {
  const { x, t, y } = getTemplates();
  x.forEach((signal, digit) => expect(largestDifference(signal, fixtures.templates.x[digit]!)).toBeLessThan(2e-16));
  expect(largestDifference(t, fixtures.templates.t)).toBeLessThan(2e-16);
  expect(y).toEqual(fixtures.templates.y);
});

test('a stream that is handed in goes on where the dataset ends: the label noise of the double-descent study', async () => {
  const random = new RandomState(42);
  const { y } = makeDataset({ numSamples: 16000, trainSplit: 0.25 }, random);
  expect(Array.from(y.subarray(0, 40))).toEqual(noise.clean_first_40);
  const noisy = y.map((label) =>
    random.randomSample() < 0.15 ? random.randint(0, 10) : label,
  ) as Int32Array<ArrayBuffer>;
  expect(noisy.filter((label, i) => label !== y[i])).toHaveLength(noise.changed);
  expect(await digest(noisy)).toBe(noise.sha256_int32_le);
});

test('rows are a multiple of the classes, as in Python, and the split is where it says', () => {
  for (const [numSamples, rows] of [
    [10, 10],
    [105, 100],
    [119, 110],
  ] as const) {
    const { numTrain, numTest, x, yTest } = makeDataset({ numSamples, trainSplit: 0.3 });
    expect(numTrain + numTest).toBe(rows);
    expect(numTrain).toBe(Math.floor(rows * 0.3));
    expect(x).toHaveLength(numTrain * 40);
    expect(yTest).toHaveLength(numTest);
  }
  expect(makeDataset({ numSamples: 20, trainSplit: 0 }).numTrain).toBe(0);
  expect(makeDataset({ numSamples: 20, trainSplit: 1 }).numTest).toBe(0);
});

test('templates of one’s own make a dataset of their own classes', () => {
  const x = [Float64Array.of(0, 1, 0), Float64Array.of(0, -1, 0)];
  const dataset = makeDataset({
    templates: { x, t: Float64Array.of(-1, 0, 1), y: [3, 7] },
    numSamples: 9,
    templateLength: 3,
    maxTranslation: 1,
  });
  // As in the file of it: classes are numbered from 0 on.
  expect(dataset.numClasses).toBe(8);
  expect(fromNpz(toNpz(dataset)).numClasses).toBe(8);
  expect([...dataset.y, ...dataset.yTest].sort()).toEqual([3, 3, 3, 3, 7, 7, 7, 7]);
});

const two = { x: [Float64Array.of(0, 1), Float64Array.of(0, -1)], t: Float64Array.of(0, 1), y: [0, 1] };
const gap = (first: number) => Object.assign([first], { length: 2 });

test.each<[object, string]>([
  [{ y: [0, -1] }, 'templates.y must be at least 0, got -1'],
  [{ y: [0, 2 ** 31] }, 'templates.y must be at most 2147483647, got 2147483648'],
  [{ y: gap(0) }, 'templates.y must be an integer, got undefined'],
  [{ y: ['0', '1'] }, "templates.y must be an integer, got '0'"],
  [{ x: [two.x[0], gap(0)] }, 'templates must be { x, t, y }: signals, times and classes of matching lengths'],
  [{ x: gap(1) }, 'templates must be { x, t, y }'],
  [{ t: Float64Array.of(0, 1, 2) }, 'templates must be { x, t, y }'],
  [{ y: [0] }, 'templates must be { x, t, y }'],
])('templates of which %j is another are refused', (change, message) => {
  expect(() => makeDataset({ templates: { ...two, ...change } as never })).toThrow(`makeDataset: ${message}`);
});

test('shuffleFeatures permutes the columns of all rows alike', () => {
  const dataset = makeDataset({ numSamples: 20 });
  const order = new RandomState(42).permutation(40);
  const shuffled = shuffleFeatures(dataset, 42);
  for (const [i, j] of [
    [0, 0],
    [3, 17],
    [15, 39],
  ] as const)
    expect(shuffled.x[i * 40 + j]).toBe(dataset.x[i * 40 + order[j]!]);
  expect(shuffled.xTest[40 + 5]).toBe(dataset.xTest[40 + order[5]!]);
  expect(shuffleFeatures(dataset, order).x).toEqual(shuffled.x);
  expect(() => shuffleFeatures(dataset, [0, 0, 1])).toThrow(
    'shuffleFeatures: order must be a seed or a permutation of 0 … 39, got [0, 0, 1]',
  );
});

test.each<[Record<string, unknown>, string, typeof RangeError | typeof TypeError]>([
  [{ numSamples: 9 }, 'makeDataset: numSamples must be at least 10, got 9', RangeError],
  [{ numSamples: 10.5 }, 'makeDataset: numSamples must be an integer, got 10.5', RangeError],
  [{ numSamples: '100' }, "makeDataset: numSamples must be an integer, got '100'", TypeError],
  [{ padding: [60, 36] }, 'makeDataset: padding must be [min, max] with 0 ≤ min ≤ max, got [60, 36]', RangeError],
  [{ padding: [-1, 36] }, 'makeDataset: padding must be [min, max] with 0 ≤ min ≤ max, got [-1, 36]', RangeError],
  [{ padding: [1.5, 36] }, 'makeDataset: padding must be [min, max] with 0 ≤ min ≤ max, got [1.5, 36]', RangeError],
  [{ padding: [36] }, 'makeDataset: padding must be [min, max] with 0 ≤ min ≤ max, got [36]', RangeError],
  [{ padding: 36 }, 'makeDataset: padding must be', RangeError],
  [{ maxTranslation: 0 }, 'makeDataset: maxTranslation must be at least 1, got 0', RangeError],
  [{ maxTranslation: 73 }, 'makeDataset: maxTranslation must be at most 72, got 73', RangeError],
  [{ trainSplit: 1.1 }, 'makeDataset: trainSplit must be at most 1, got 1.1', RangeError],
  [{ trainSplit: -0.1 }, 'makeDataset: trainSplit must be at least 0, got -0.1', RangeError],
  [{ trainSplit: Number.NaN }, 'makeDataset: trainSplit must be a finite number, got NaN', RangeError],
  [{ scaleCoeff: Number.NaN }, 'makeDataset: scaleCoeff must be a finite number, got NaN', RangeError],
  [
    { iidNoiseScale: Number.POSITIVE_INFINITY },
    'makeDataset: iidNoiseScale must be a finite number, got Infinity',
    RangeError,
  ],
  [{ seed: 2 ** 32 }, 'makeDataset: seed must be at most 4294967295, got 4294967296', RangeError],
  [{ seed: -1 }, 'makeDataset: seed must be at least 0, got -1', RangeError],
  [{ finalSeqLength: 0 }, 'makeDataset: finalSeqLength must be at least 1, got 0', RangeError],
  [{ templateLength: 1.5 }, 'makeDataset: templateLength must be an integer, got 1.5', RangeError],
  [{ shuffleSeq: 1 }, 'makeDataset: shuffleSeq must be true or false, got 1', RangeError],
  [{ dtype: 'float16' }, "makeDataset: dtype must be 'float32' or 'float64', got 'float16'", TypeError],
  [{ num_samples: 100 }, "makeDataset: no option 'num_samples', did you mean 'numSamples'?", TypeError],
  [{ toString: 1 }, "makeDataset: no option 'toString', did you mean", TypeError],
  [{ templateLength: 1, padding: [0, 0] }, 'makeDataset: templateLength must be at least 2, got 1', RangeError],
  [{ templates: { x: [], t: [], y: [] } }, 'makeDataset: templates must be', TypeError],
  [{ templates: { x: [[0, 1], [0]], t: [0, 1], y: [0, 1] } }, 'makeDataset: templates must be', TypeError],
  [{ templates: { x: [[0, Number.NaN]], t: [0, 1], y: [0] } }, 'makeDataset: templates must be', TypeError],
  [{ templates: { x: [[0, 1]], t: [0, 1], y: [] } }, 'makeDataset: templates must be', TypeError],
  [{ templates: null }, 'makeDataset: templates must be', TypeError],
])('refuses %j', (options, message, type) => {
  const call = () => makeDataset(options as Partial<DatasetOptions>);
  expect(call).toThrow(message);
  expect(call).toThrow(type);
});

test.each([[5000], ['numSamples'], [null]])('refuses %j instead of options', (options) => {
  expect(() => makeDataset(options as unknown as object)).toThrow('makeDataset: options must be an object, got');
});

test.each([
  ['final_seq_length', 'finalSeqLength'],
  ['sead', 'seed'],
  ['iidNoise', 'iidNoiseScale'],
  ['shuffle', 'shuffleSeq'],
  ['template_length', 'templateLength'],
])('%s is told %s', (wrong, right) => {
  expect(() => makeDataset({ [wrong]: 1 })).toThrow(`no option '${wrong}', did you mean '${right}'?`);
});

test('an option that is undefined is as good as absent', () => {
  expect(makeDataset({ numSamples: 20, seed: undefined as unknown as number }).x).toEqual(
    makeDataset({ numSamples: 20 }).x,
  );
});
