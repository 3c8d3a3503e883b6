/** The dataset: samples of every class, in random order, standardised, in two parts. */
import { meanAndDeviation } from './numpy-sums.ts';
import { type DatasetOptions, resolveOptions } from './options.ts';
import { RandomState } from './random-state.ts';
import { resample } from './resample.ts';
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
  readonly numClasses: number;
  readonly templates: Templates;
  /** The options that it was made with, defaults included. */
  readonly options: DatasetOptions;
}

/**
 * Makes MNIST-1D (section 2 of the paper): by default the published data, 4,000 signals of 40 points for training and 1,000
 * for testing, bit for bit in float32; for any options what the Python package makes of them.
 *
 * It has classes × ⌊numSamples / classes⌋ rows, as in Python: 105 samples of ten classes are 100 rows.
 *
 * @param random the stream to draw from, left where the dataset ends; by default that of `options.seed`
 * @throws RangeError or TypeError that names the option, the value and the rule
 */
export function makeDataset(options: Partial<DatasetOptions> = {}, random?: RandomState): Dataset {
  const resolved = resolveOptions(options);
  const { numSamples, trainSplit, finalSeqLength: length, shuffleSeq, templates } = resolved;
  const stream = random ?? new RandomState(resolved.seed);
  const numClasses = templates.y.length;
  const perClass = Math.floor(numSamples / numClasses);
  const rows = numClasses * perClass;

  const inOrder = new Float64Array(rows * length);
  const draw = sampleGenerator(resolved, stream);
  templates.x.forEach((template, c) => {
    for (let i = 0; i < perClass; i++) draw(template, inOrder, (c * perClass + i) * length);
  });
  const rowOrder = stream.permutation(rows);
  const columnOrder = shuffleSeq ? stream.permutation(length) : Int32Array.from({ length }, (_, j) => j);
  const labels = Int32Array.from(rowOrder, (row) => templates.y[Math.floor(row / perClass)] as number);

  const sorted = new Float64Array(rows * length);
  gather(inOrder, rowOrder, columnOrder, sorted);
  // NumPy leaves columns that it has permuted column-major, and sums in the order of memory.
  if (shuffleSeq) transpose(sorted, rows, length, inOrder);
  const [mean, deviation] = meanAndDeviation(shuffleSeq ? inOrder : sorted);
  standardise(sorted, mean, deviation);

  const Values = resolved.dtype === 'float32' ? Float32Array : Float64Array;
  const numTrain = Math.floor(rows * trainSplit);
  const full = resolved.templateLength + resolved.padding[1];
  return {
    x: new Values(sorted.subarray(0, numTrain * length)),
    xTest: new Values(sorted.subarray(numTrain * length)),
    y: labels.slice(0, numTrain),
    yTest: labels.slice(numTrain),
    t: resample(resample(templates.t, full), length).map((time) => time / deviation),
    length,
    numTrain,
    numTest: rows - numTrain,
    numClasses,
    templates,
    options: resolved,
  };
}

/** The rows and columns of `values` in another order. */
function gather(values: Float64Array, rowOrder: Int32Array, columnOrder: Int32Array, out: Float64Array): void {
  const length = columnOrder.length;
  for (let i = 0; i < rowOrder.length; i++) {
    const from = (rowOrder[i] as number) * length;
    for (let j = 0; j < length; j++) out[i * length + j] = values[from + (columnOrder[j] as number)] as number;
  }
}

function transpose(values: Float64Array, rows: number, columns: number, out: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j] as number;
  }
}

function standardise(values: Float64Array, mean: number, deviation: number): void {
  for (let i = 0; i < values.length; i++) values[i] = ((values[i] as number) - mean) / deviation;
}
