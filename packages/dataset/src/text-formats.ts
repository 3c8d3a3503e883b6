/** A dataset as text. Numbers are written with as many digits as it takes to read the same bits back. */
import type { Dataset } from './make-dataset.ts';
import type { DatasetArrays } from './npz.ts';

/** A header line, then a line per signal, training rows first: `split` (train or test), `label`, `x0` … */
export function toCsv({ x, xTest, y, yTest, length }: DatasetArrays): string {
  const line = (split: string, labels: Int32Array, values: Float32Array | Float64Array) =>
    Array.from(labels, (label, i) => `${split},${label},${numbers(values, i * length, length).join()}\n`).join('');
  const columns = Array.from({ length }, (_, j) => `x${j}`);
  return `split,label,${columns.join()}\n${line('train', y, x)}${line('test', yTest, xTest)}`;
}

/** An object of `x`, `xTest` (lists of rows), `y`, `yTest`, `t` and `options`. */
export function toJson({ x, xTest, y, yTest, t, length, options }: Dataset): string {
  const rows = (values: Float32Array | Float64Array) =>
    Array.from({ length: values.length / length }, (_, i) => numbers(values, i * length, length));
  const { templates: _, ...plain } = options;
  return JSON.stringify({ x: rows(x), xTest: rows(xTest), y: [...y], yTest: [...yTest], t: [...t], options: plain });
}

/** Nine digits are enough for any float32; a double prints its own shortest form. */
function numbers(values: Float32Array | Float64Array, from: number, count: number): number[] {
  const row = Array.from(values.subarray(from, from + count));
  return values instanceof Float32Array ? row.map((value) => Number(value.toPrecision(9))) : row;
}
