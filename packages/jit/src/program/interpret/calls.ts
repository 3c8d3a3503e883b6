/** The kernels that steps call, by hand (see called-kernels.ts for their arguments). */

import type { Numbers } from '../../graph/graph.ts';
import { threefryWords } from '../arithmetic/threefry.ts';
import { describeFault, ExecutionError } from '../faults.ts';
import type { CalledKernel, CallStep } from '../program.ts';
import { arrayOf, type Memory } from './memory.ts';

export function interpretCall({ kernel, args }: CallStep, memory: Memory): void {
  const given = args.map((arg) => (typeof arg === 'number' ? arg : arrayOf(memory, arg.buffer).subarray(arg.offset)));
  (kernels[kernel] as (...values: readonly (number | Numbers)[]) => void)(...given);
}

const kernels: Readonly<Record<CalledKernel, (...args: never[]) => void>> = {
  gather(
    batch: number,
    outer: number,
    size: number,
    bytes: number,
    table: Numbers,
    count: number,
    indices: Numbers,
    out: Numbers,
    fault: number,
  ) {
    const width = bytes / 4;
    let to = 0;
    for (let b = 0; b < batch; b++)
      for (let o = 0; o < outer; o++)
        for (let i = 0; i < count; i++) {
          const index = indices[b * count + i] as number;
          if (index < 0 || index >= size) throw new ExecutionError(describeFault(fault, index, size));
          const row = ((b * outer + o) * size + index) * width;
          for (let w = 0; w < width; w++) out[to++] = table[row + w] as number;
        }
  },
  argExtreme(outer: number, size: number, inner: number, x: Numbers, out: Numbers, _isFloat: number, largest: number) {
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        const at = (k: number) => x[(o * size + k) * inner + i] as number;
        let best = 0;
        for (let k = 1; k < size; k++) if (largest ? at(k) > at(best) : at(k) < at(best)) best = k;
        out[o * inner + i] = best;
      }
  },
  cumulativeSum: cumulative(
    0,
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  cumulativeProduct: cumulative(1, (a, b) => a * b, Math.imul),
  segmentSum(
    count: number,
    inner: number,
    segments: Numbers,
    x: Numbers,
    numSegments: number,
    out: Numbers,
    _isFloat: number,
    fault: number,
  ) {
    out.fill(0, 0, numSegments * inner);
    for (let i = 0; i < count; i++) {
      const segment = segments[i] as number;
      if (segment < 0 || segment >= numSegments) {
        if (fault) throw new ExecutionError(describeFault(fault, segment, numSegments));
        continue;
      }
      for (let j = 0; j < inner; j++) {
        const to = segment * inner + j;
        out[to] = (out[to] as number) + (x[i * inner + j] as number);
      }
    }
  },
  threefryAt(key0: number, key1: number, counter: Numbers, out: Numbers, count: number) {
    threefryWords(key0, key1, counter[0] as number, count).forEach((word, i) => {
      out[i] = word >>> 8;
    });
  },
};

type Accumulate = (a: number, b: number) => number;

/** Along lines, from the first element or from the last; `exclusive` without the element itself. */
function cumulative(start: number, ofFloats: Accumulate, ofIntegers: Accumulate) {
  return (
    outer: number,
    size: number,
    inner: number,
    x: Numbers,
    out: Numbers,
    isFloat: number,
    exclusive: number,
    reverse: number,
  ): void => {
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        let total = start;
        for (let k = 0; k < size; k++) {
          const at = (o * size + (reverse ? size - 1 - k : k)) * inner + i;
          const before = total;
          const element = x[at] as number;
          total = isFloat ? Math.fround(ofFloats(total, element)) : ofIntegers(total, element) | 0;
          out[at] = exclusive ? before : total;
        }
      }
  };
}
