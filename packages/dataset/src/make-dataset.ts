/** The dataset: samples of every class, in random order, standardised, in two parts. */
import { meanAndDeviation } from './numpy/numpy-sums.ts';
import { RandomState } from './numpy/random-state.ts';
import { resample } from './numpy/resample.ts';
import { type DatasetOptions, resolveOptions } from './options.ts';
import { sampleGenerator } from './sample-generator.ts';
import type { Templates } from './templates.ts';

/** A dataset. Rows are signals; x and xTest are row-major. */
export interface Dataset {
  /** numTrain × length. */
  readonly x: Float32Array | Float64Array;
  /** numTest × length. */
  readonly xTest: Float32Array | Float64Array;
  /** The class of each row of x. */
  readonly y: Int32Array;
  /** The class of each row of xTest. */
  readonly yTest: Int32Array;
  /** The time of each of the `length` points. */
  readonly t: Float64Array;
  /** Points of a signal. */
  readonly length: number;
  readonly numTrain: number;
  readonly numTest: number;
  /** Classes are 0 … numClasses − 1, the last of which is the highest label, whether or not all occur. */
  readonly numClasses: number;
  readonly templates: Templates;
  /** The options that it was made with, defaults included. */
  readonly options: DatasetOptions;
}

/**
 * Makes MNIST-1D (section 2 of the paper): by default the published data, 4,000 signals of 40 points for training and 1,000
 * for testing, bit for bit in float32; for any options what the Python package makes of them.
 *
 * It has templates × ⌊numSamples / templates⌋ rows, as in Python: 105 samples of ten digits are 100 rows.
 *
 * @param random the stream to draw from, left where the dataset ends; by default that of `options.seed`
 * @throws RangeError or TypeError that names the option, the value and the rule
 */
export function makeDataset(options: Partial<DatasetOptions> = {}, random?: RandomState): Dataset {
  const resolved = resolveOptions(options);
  const { numSamples, trainSplit, finalSeqLength: length, shuffleSeq, templates } = resolved;
  const stream = random ?? new RandomState(resolved.seed);
  const count = templates.y.length;
  const perClass = Math.floor(numSamples / count);
  const rows = count * perClass;

  let signals: Float64Array = new Float64Array(rows * length);
  const draw = sampleGenerator(resolved, stream);
  templates.x.forEach((template, c) => {
    for (let i = 0; i < perClass; i++) draw(template, signals, (c * perClass + i) * length);
  });
  const order = stream.permutation(rows);
  permuteRows(signals, order, length);
  const labels = order.map((row) => templates.y[Math.floor(row / perClass)] as number);
  let [mean, deviation] = meanAndDeviation(signals);
  if (shuffleSeq) {
    // NumPy leaves columns that it has permuted column-major, and sums in the order of memory.
    const columns = transpose(signals, rows, length);
    permuteRows(columns, stream.permutation(length), rows);
    [mean, deviation] = meanAndDeviation(columns);
    signals = transpose(columns, length, rows);
  }

  const Values = resolved.dtype === 'float32' ? Float32Array : Float64Array;
  const numTrain = Math.floor(rows * trainSplit);
  const part = (from: number, to: number) =>
    standardise(signals.subarray(from * length, to * length), mean, deviation, new Values((to - from) * length));
  const full = resolved.templateLength + resolved.padding[1];
  return {
    x: part(0, numTrain),
    xTest: part(numTrain, rows),
    y: labels.slice(0, numTrain),
    yTest: labels.slice(numTrain),
    t: resample(resample(templates.t, full), length).map((time) => time / deviation),
    length,
    numTrain,
    numTest: rows - numTrain,
    numClasses: Math.max(...templates.y) + 1,
    templates,
    options: resolved,
  };
}

/** Puts the rows of `values`, `length` values each, into another order. */
function permuteRows(values: Float64Array, order: Int32Array, length: number): void {
  const rows = values.slice();
  order.forEach((from, to) => {
    values.set(rows.subarray(from * length, (from + 1) * length), to * length);
  });
}

function transpose(values: Float64Array, rows: number, columns: number): Float64Array {
  const transposed = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) transposed[j * rows + i] = values[i * columns + j] as number;
  }
  return transposed;
}

function standardise<T extends Float32Array | Float64Array>(
  values: Float64Array,
  mean: number,
  deviation: number,
  out: T,
): T {
  for (let i = 0; i < out.length; i++) out[i] = ((values[i] as number) - mean) / deviation;
  return out;
}
