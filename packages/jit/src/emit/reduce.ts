/** A step that reduces an expression over some of its dimensions. */

import { sizeOf } from '../graph/graph.ts';
import { bitsOf } from '../program/arithmetic/bits.ts';
import type { LaneInstruction } from '../program/arithmetic/lane-instructions.ts';
import { intern, operationsIn, viewsIn } from '../program/expression.ts';
import type { Layout } from '../program/layout.ts';
import { collapse, type Nest, reorder } from '../program/nest.ts';
import type { Reducer, ReduceStep } from '../program/program.ts';
import { Cursors } from './cursors.ts';
import { VectorEmitter } from './expression.ts';
import { emitMap } from './map.ts';
import { laneOpcodes } from './opcodes.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

const reducers = {
  sum: { ops: ['f32x4.add', 'i32x4.add'], float: 0, integer: 0 },
  prod: { ops: ['f32x4.mul', 'i32x4.mul'], float: 1, integer: 1 },
  max: { ops: ['f32x4.max', 'i32x4.max_s'], float: Number.NEGATIVE_INFINITY, integer: -(2 ** 31) },
  min: { ops: ['f32x4.min', 'i32x4.min_s'], float: Number.POSITIVE_INFINITY, integer: 2 ** 31 - 1 },
} as const satisfies Record<Reducer, { ops: [LaneInstruction, LaneInstruction]; float: number; integer: number }>;

/** Sums that grow side by side, so that an addition need not wait for the one before. */
const SIDE_BY_SIDE = 4;

/**
 * A reduction takes four elements at a time along one dimension: if that remains, four results grow side by side; if it is
 * reduced, four parts of one result do and are joined at the end.
 */
export function emitReduce(code: FunctionWriter, step: ReduceStep, layout: Layout): void {
  const { shape, kept, output, reducer } = step;
  const isFloat = output.dtype === 'float32';
  const { ops, ...neutral } = reducers[reducer];
  const combine = laneOpcodes[ops[isFloat ? 0 : 1]];
  const start = isFloat ? neutral.float : neutral.integer;
  const identity = isFloat ? bitsOf(start) : start;
  if (shape.includes(0)) {
    const expression = { kind: 'literal', value: start, dtype: output.dtype } as const;
    emitMap(code, { kind: 'map', shape: shape.slice(0, kept), stores: [{ expression, output }] }, layout);
    return;
  }
  const target = { ...output, strides: [...output.strides, ...shape.slice(kept).map(() => 0)] };
  const root = intern(step.expression, new Map());
  const views = [...new Set([...viewsIn([root]), target])];
  const whole = collapse({ sizes: shape, strides: views.map(({ strides }) => strides) }, kept);
  const lane = cheapestLane(whole, operationsIn(root));
  const remains = lane >= 0 && lane < whole.first;
  // Kept dimensions first, then the reduced; the one taken four at a time is the last of its kind.
  const order = [...whole.sizes.keys()].filter((d) => d !== lane);
  if (lane >= 0) order.splice(remains ? whole.first - 1 : order.length, 0, lane);
  const nest = reorder(whole, order);
  const depth = nest.sizes.length;
  const cursors = new Cursors(code, nest, views, layout);
  const emitter = new VectorEmitter(code, [root]);
  emitter.hoistLiterals();
  const sums = Array.from({ length: SIDE_BY_SIDE }, () => code.local(V128));
  const sum = sums[0] as number;
  const clear = (count: number) => {
    for (const s of sums.slice(0, count)) code.splat(identity).set(s);
  };
  /** sums[u] ∘= the elements `ahead` along a dimension, the first `lanes` of them; `apart` where the others are not stored. */
  const add = (u: number, dimension: number, ahead: number, lanes: number, apart = false) => {
    const value = emitter.block((view) => cursors.load(view, dimension, ahead, lanes))(root);
    code.get(sums[u] as number).get(value);
    if (lanes < 4 && !apart) code.splat(identity).mask(lanes).simd(laneOpcodes['v128.bitselect']);
    code.simd(combine).set(sums[u] as number);
  };

  if (remains) {
    const vector = whole.first - 1;
    const size = nest.sizes[vector] as number;
    const grow = (count: number, lanes: number) => {
      clear(count);
      cursors.loop(whole.first, depth, () => {
        for (let u = 0; u < count; u++) add(u, vector, 4 * u, lanes, true);
      });
      for (let u = 0; u < count; u++) cursors.store(target, sums[u] as number, vector, lanes, 4 * u);
    };
    cursors.loop(0, vector, () => {
      const vectors = size >> 2;
      const rounds = Math.floor(vectors / SIDE_BY_SIDE);
      const left = vectors % SIDE_BY_SIDE;
      if (rounds > 0) {
        code.repeat(rounds, () => {
          grow(SIDE_BY_SIDE, 4);
          cursors.advance(vector, 4 * SIDE_BY_SIDE);
        });
      }
      if (left > 0) grow(left, 4);
      cursors.advance(vector, 4 * left);
      if (size % 4 > 0) grow(1, size % 4);
      cursors.advance(vector, -4 * vectors);
    });
    return;
  }

  const vector = depth > whole.first ? depth - 1 : -1;
  const size = vector < 0 ? 1 : (nest.sizes[vector] as number);
  const vectors = size >> 2;
  const side = Math.min(vectors, SIDE_BY_SIDE) || 1;
  cursors.loop(0, whole.first, () => {
    clear(side);
    cursors.loop(whole.first, Math.max(vector, whole.first), () => {
      const rounds = Math.floor(vectors / side);
      if (rounds > 0) {
        code.repeat(rounds, () => {
          for (let u = 0; u < side; u++) add(u, vector, 4 * u, 4);
          cursors.advance(vector, 4 * side);
        });
      }
      const left = vectors - rounds * side;
      for (let u = 0; u < left; u++) add(u, vector, 4 * u, 4);
      if (size % 4 > 0) add(left % side, vector, 4 * left, size % 4);
      cursors.advance(vector, -4 * side * rounds);
    });
    for (let u = side - 1; u > 0; u--)
      code
        .get(sum)
        .get(sums[u] as number)
        .simd(combine)
        .set(sum);
    for (const lanes of [
      [2, 3, 0, 1],
      [1, 0, 3, 2],
    ])
      code.get(sum).get(sum).get(sum).shuffle(lanes).simd(combine).set(sum);
    cursors.store(target, sum, -1, 1);
  });
}

/** The dimension to take four at a time: an estimate of the instructions decides. */
function cheapestLane({ sizes, strides, first }: Nest & { readonly first: number }, operations: number): number {
  const load = (stride: number) => (stride === 1 ? 1 : stride === 0 ? 0.5 : 5);
  const costs = sizes.map((size, d) => {
    const inputs = strides.slice(0, -1).reduce((sum, s) => sum + load(s[d] as number), 0);
    const rest = sizeOf(sizes) / size;
    const body = Math.ceil(size / 4) * rest * (inputs + operations + 1);
    const results = sizeOf(sizes.slice(0, first));
    const store = d < first ? (strides.at(-1)?.[d] === 1 ? results / 4 : results) : results * 10;
    return body + store;
  });
  return costs.indexOf(Math.min(...costs));
}
