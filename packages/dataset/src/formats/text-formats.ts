/** A dataset as text. Numbers are written with as many digits as it takes to read the same bits back. */
import type { Dataset } from '../make-dataset.ts';
import type { DatasetArrays } from './npz.ts';

/** A header line, then a line per signal, training rows first: `split` (train or test), `label`, `x0` … */
export function toCsv({ x, xTest, y, yTest, length }: DatasetArrays): string {
  const lines = (split: string, labels: Int32Array, values: Values) =>
    rows(values, length)
      .map((row, i) => `${split},${labels[i]},${row}\n`)
      .join('');
  const columns = Array.from({ length }, (_, j) => `,x${j}`).join('');
  return `split,label${columns}\n${lines('train', y, x)}${lines('test', yTest, xTest)}`;
}

/** An object of `x`, `xTest` (lists of rows), `y`, `yTest`, `t` and `options` (without templates). */
export function toJson({ x, xTest, y, yTest, t, length, options }: Dataset): string {
  const { templates: _, ...plain } = options;
  return JSON.stringify({
    x: rows(x, length),
    xTest: rows(xTest, length),
    y: [...y],
    yTest: [...yTest],
    t: [...t],
    options: plain,
  });
}

type Values = Float32Array | Float64Array;

/** Nine digits are enough for any float32; a double prints its own shortest form. */
function rows(values: Values, length: number): number[][] {
  const short = (value: number) => (values instanceof Float32Array ? Number(value.toPrecision(9)) : value);
  return Array.from({ length: values.length / length }, (_, i) =>
    Array.from(values.subarray(i * length, (i + 1) * length), short),
  );
}
