/**
 * The parts of a step that threads carry out side by side. Each element of a result is computed by one of them, its terms in
 * the order in which one thread alone would take them: the same bits for any number of threads.
 */
import { mapViews, type View } from '../program/expression.ts';
import type { MapStep, ReduceStep, Step } from '../program/program.ts';
import { reductionOrder } from '../program/reduction-order.ts';
import { nanosecondsOf } from './cost.ts';
import { divideProduct } from './divide-product.ts';
import { largestShare, type Range, rangesOf } from './ranges.ts';

/**
 * A part for each thread, undefined where it has none.
 *
 * @param least nanoseconds, below which the step is left to the first
 */
export function divideStep(step: Step, threads: number, least: number): readonly (Step | undefined)[] {
  const parts = nanosecondsOf(step) < least ? undefined : partsOf(step, threads);
  return parts ?? Array.from({ length: threads }, (_, t) => (t === 0 ? step : undefined));
}

function partsOf(step: Step, threads: number): readonly (Step | undefined)[] | undefined {
  switch (step.kind) {
    case 'map':
      return divideMap(step, threads);
    case 'reduce':
      return divideReduce(step, threads);
    case 'product':
      return divideProduct(step, threads);
    default:
      return undefined;
  }
}

/** Elements of a cache line, which two threads are not to write at once. */
const LINE = 16;

/** The dimension, of the first `count`, that is divided most evenly, the outermost of those, and its ranges. */
function bestDimension(shape: readonly number[], count: number, threads: number, least: number) {
  const found = shape.slice(0, count).flatMap((size, d) => {
    const ranges = rangesOf(size, threads, { least, unit: d === shape.length - 1 ? LINE : 1 });
    return ranges ? [{ d, ranges, share: largestShare(ranges) }] : [];
  });
  return found.reduce<(typeof found)[number] | undefined>(
    (best, next) => (best && best.share <= next.share ? best : next),
    undefined,
  );
}

const moved = (d: number, from: number) => (view: View) => ({
  ...view,
  offset: view.offset + from * (view.strides[d] as number),
});

const shapeOf = (shape: readonly number[], d: number, count: number) =>
  shape.map((size, i) => (i === d ? count : size));

const eachRange = <T>(ranges: readonly Range[], part: (range: Range) => T) =>
  ranges.map((range) => (range.count === 0 ? undefined : part(range)));

function divideMap({ shape, stores }: MapStep, threads: number) {
  const best = bestDimension(shape, shape.length, threads, 1);
  if (!best) return undefined;
  const { d, ranges } = best;
  return eachRange(ranges, ({ from, count }): MapStep => {
    const move = moved(d, from);
    return {
      kind: 'map',
      shape: shapeOf(shape, d, count),
      stores: stores.map(({ expression, output }) => ({
        expression: mapViews(expression, move),
        output: move(output),
      })),
    };
  });
}

function divideReduce(step: ReduceStep, threads: number) {
  const { shape, kept, expression, output } = step;
  // Of one element no lane could remain.
  const best = bestDimension(shape, kept, threads, 2);
  if (!best) return undefined;
  const { d, ranges } = best;
  const { lane } = reductionOrder(step);
  return eachRange(ranges, ({ from, count }): ReduceStep => {
    const move = moved(d, from);
    return {
      ...step,
      lane,
      shape: shapeOf(shape, d, count),
      expression: mapViews(expression, move),
      output: move(output),
    };
  });
}
