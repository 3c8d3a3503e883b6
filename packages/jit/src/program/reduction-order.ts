/** In which order a reduction takes its elements: a sum of float32 values depends on it. */
import { sizeOf } from '../graph/graph.ts';
import type { LaneInstruction } from './arithmetic/lane-instructions.ts';
import { type Expression, intern, operationsIn, stridesOf, type View, viewsIn } from './expression.ts';
import { collapse, type Nest, reorder } from './nest.ts';
import type { Lane, Reducer, ReduceStep } from './program.ts';

/** What a reduction starts from, and the instruction that takes an element in. */
interface OfType {
  readonly start: number;
  readonly instruction: LaneInstruction;
}

export const reducers: Readonly<Record<Reducer, { readonly float: OfType; readonly integer: OfType }>> = {
  sum: { float: { start: 0, instruction: 'f32x4.add' }, integer: { start: 0, instruction: 'i32x4.add' } },
  prod: { float: { start: 1, instruction: 'f32x4.mul' }, integer: { start: 1, instruction: 'i32x4.mul' } },
  max: {
    float: { start: Number.NEGATIVE_INFINITY, instruction: 'f32x4.max' },
    integer: { start: -(2 ** 31), instruction: 'i32x4.max_s' },
  },
  min: {
    float: { start: Number.POSITIVE_INFINITY, instruction: 'f32x4.min' },
    integer: { start: 2 ** 31 - 1, instruction: 'i32x4.min_s' },
  },
};

/** Vectors of four parts of a result that grow side by side, so that an addition need not wait for the one before. */
export const SIDE_BY_SIDE = 4;

/**
 * A reduction takes four elements at a time along one dimension, the lane: the last of those that remain, or of those that
 * are reduced.
 *
 * Where the lane remains, every result takes its elements in the order of the dimensions. Where it is reduced, each line of
 * it is dealt out to 4 · s parts of the result, element i to part i mod 4 · s, where s is the number of whole vectors in a
 * line, but 1 to {@link SIDE_BY_SIDE}; lines are taken in the order of the dimensions. At the end the parts are joined: to
 * the first four come the last four, then those before them; then (0 ∘ 2) ∘ (1 ∘ 3).
 */
export interface ReductionOrder {
  /** The expression, equal parts of it as one object. */
  readonly root: Expression;
  /** The output, over all dimensions. */
  readonly target: View;
  /** The views of the expression, then the output. */
  readonly views: readonly View[];
  /** The dimensions as they are walked, those that remain first; the strides are the views'. */
  readonly nest: Nest;
  /** How far the dimensions are apart in the step's shape, row-major. */
  readonly plain: readonly number[];
  /** How many of the dimensions remain. */
  readonly first: number;
  /** Whether the lane does. */
  readonly remains: boolean;
  readonly lane: Lane;
}

export function reductionOrder({ shape, kept, expression, output, lane: given }: ReduceStep): ReductionOrder {
  const target = { ...output, strides: [...output.strides, ...shape.slice(kept).map(() => 0)] };
  const root = intern(expression, new Map());
  const views = [...new Set([...viewsIn([root]), target])];
  const whole = collapse({ sizes: shape, strides: views.map(({ strides }) => strides) }, kept);
  const lane = typeof given === 'number' ? whole.first + given : cheapestLane(whole, operationsIn(root), given);
  const remains = lane >= 0 && lane < whole.first;
  // Kept dimensions first, then the reduced; the one taken four at a time is the last of its kind.
  const order = [...whole.sizes.keys()].filter((d) => d !== lane);
  if (lane >= 0) order.splice(remains ? whole.first - 1 : order.length, 0, lane);
  const strides = stridesOf(whole.sizes);
  const plain = order.map((d) => strides[d] as number);
  return {
    root,
    target,
    views,
    nest: reorder(whole, order),
    plain,
    first: whole.first,
    remains,
    lane: remains ? 'remaining' : lane - whole.first,
  };
}

/** The dimension to take four at a time, of all or of those that remain: an estimate of the instructions decides. */
function cheapestLane(
  { sizes, strides, first }: Nest & { readonly first: number },
  operations: number,
  among?: 'remaining',
): number {
  const load = (stride: number) => (stride === 1 ? 1 : stride === 0 ? 0.5 : 5);
  const costs = sizes.map((size, d) => {
    const inputs = strides.slice(0, -1).reduce((sum, s) => sum + load(s[d] as number), 0);
    const rest = sizeOf(sizes) / size;
    const body = Math.ceil(size / 4) * rest * (inputs + operations + 1);
    const results = sizeOf(sizes.slice(0, first));
    const store = d < first ? (strides.at(-1)?.[d] === 1 ? results / 4 : results) : results * 10;
    return body + store;
  });
  return costs.indexOf(Math.min(...(among ? costs.slice(0, first) : costs)));
}
