/** A step that reduces an expression over some of its dimensions. */

import { bitsOf } from '../program/arithmetic/bits.ts';
import type { Layout } from '../program/layout.ts';
import type { ReduceStep } from '../program/program.ts';
import { type ReductionOrder, reducers, reductionOrder, SIDE_BY_SIDE } from '../program/reduction-order.ts';
import { Cursors } from './cursors.ts';
import { VectorEmitter } from './expression.ts';
import { emitMap } from './map.ts';
import { laneOpcodes } from './opcodes.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

/** In a {@link reductionOrder}: if the lane remains, four results grow side by side; if it is reduced, four parts of one. */
export function emitReduce(code: FunctionWriter, step: ReduceStep, layout: Layout): void {
  const { shape, kept, output, reducer } = step;
  if (shape.includes(0)) {
    const { start } = reducers[reducer][output.dtype === 'float32' ? 'float' : 'integer'];
    const expression = { kind: 'literal', value: start, dtype: output.dtype } as const;
    emitMap(code, { kind: 'map', shape: shape.slice(0, kept), stores: [{ expression, output }] }, layout);
    return;
  }
  const order = reductionOrder(step);
  const accumulators = accumulatorsOf(code, step, order, layout);
  if (order.remains) emitSideBySide(code, order, accumulators);
  else emitInParts(code, order, accumulators);
}

/** Vectors in which the elements of a reduction are combined, and the pointers to those. */
interface Accumulators {
  readonly cursors: Cursors;
  readonly sums: readonly number[];
  /** Sets the first `count` to what the reduction starts from. */
  clear(count: number): void;
  /** sums[u] ∘= the elements `ahead` along a dimension, the first `lanes` of them; `apart` where the others are not stored. */
  add(u: number, dimension: number, ahead: number, lanes: number, apart?: boolean): void;
  /** sums[0] ∘= what is made of the stack. */
  combine(push: () => void): void;
}

function accumulatorsOf(
  code: FunctionWriter,
  step: ReduceStep,
  { root, views, nest }: ReductionOrder,
  layout: Layout,
): Accumulators {
  const isFloat = step.output.dtype === 'float32';
  const { instruction, start } = reducers[step.reducer][isFloat ? 'float' : 'integer'];
  const combine = laneOpcodes[instruction];
  const identity = isFloat ? bitsOf(start) : start;
  const cursors = new Cursors(code, nest, views, layout);
  const emitter = new VectorEmitter(code, [root]);
  emitter.hoistLiterals();
  const sums = Array.from({ length: SIDE_BY_SIDE }, () => code.local(V128));
  return {
    cursors,
    sums,
    clear(count) {
      for (const sum of sums.slice(0, count)) code.splat(identity).set(sum);
    },
    add(u, dimension, ahead, lanes, apart = false) {
      const value = emitter.block((view) => cursors.load(view, dimension, ahead, lanes))(root);
      code.get(sums[u] as number).get(value);
      if (lanes < 4 && !apart) code.splat(identity).mask(lanes).simd(laneOpcodes['v128.bitselect']);
      code.simd(combine).set(sums[u] as number);
    },
    combine(push) {
      const sum = sums[0] as number;
      code.get(sum);
      push();
      code.simd(combine).set(sum);
    },
  };
}

/** The lane remains: each lane of a vector is a result. */
function emitSideBySide(
  code: FunctionWriter,
  { target, nest, first }: ReductionOrder,
  { cursors, sums, clear, add }: Accumulators,
): void {
  const vector = first - 1;
  const size = nest.sizes[vector] as number;
  const grow = (count: number, lanes: number) => {
    clear(count);
    cursors.loop(first, nest.sizes.length, () => {
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
}

/** The lane is reduced: the vectors become one, and its lanes one result. */
function emitInParts(
  code: FunctionWriter,
  { target, nest, first }: ReductionOrder,
  { cursors, sums, clear, add, combine }: Accumulators,
): void {
  const depth = nest.sizes.length;
  const vector = depth > first ? depth - 1 : -1;
  const size = vector < 0 ? 1 : (nest.sizes[vector] as number);
  const vectors = size >> 2;
  const side = Math.min(vectors, SIDE_BY_SIDE) || 1;
  const sum = sums[0] as number;
  cursors.loop(0, first, () => {
    clear(side);
    cursors.loop(first, Math.max(vector, first), () => {
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
    for (let u = side - 1; u > 0; u--) combine(() => code.get(sums[u] as number));
    for (const lanes of [
      [2, 3, 0, 1],
      [1, 0, 3, 2],
    ])
      combine(() => code.get(sum).get(sum).shuffle(lanes));
    cursors.store(target, sum, -1, 1);
  });
}
