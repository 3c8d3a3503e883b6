/** A step that reduces an expression over some of its dimensions. */

import { bitsOf } from '../program/arithmetic/bits.ts';
import type { Layout } from '../program/layout.ts';
import type { ReduceStep } from '../program/program.ts';
import { reducers, reductionOrder, SIDE_BY_SIDE } from '../program/reduction-order.ts';
import { Cursors } from './cursors.ts';
import { VectorEmitter } from './expression.ts';
import { emitMap } from './map.ts';
import { laneOpcodes } from './opcodes.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

/** In a {@link reductionOrder}: if the lane remains, four results grow side by side; if it is reduced, four parts of one. */
export function emitReduce(code: FunctionWriter, step: ReduceStep, layout: Layout): void {
  const { shape, kept, output, reducer } = step;
  const isFloat = output.dtype === 'float32';
  const { instruction, start } = reducers[reducer][isFloat ? 'float' : 'integer'];
  const combine = laneOpcodes[instruction];
  const identity = isFloat ? bitsOf(start) : start;
  if (shape.includes(0)) {
    const expression = { kind: 'literal', value: start, dtype: output.dtype } as const;
    emitMap(code, { kind: 'map', shape: shape.slice(0, kept), stores: [{ expression, output }] }, layout);
    return;
  }
  const { root, target, views, nest, first, remains } = reductionOrder(step);
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
    const vector = first - 1;
    const size = nest.sizes[vector] as number;
    const grow = (count: number, lanes: number) => {
      clear(count);
      cursors.loop(first, depth, () => {
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

  const vector = depth > first ? depth - 1 : -1;
  const size = vector < 0 ? 1 : (nest.sizes[vector] as number);
  const vectors = size >> 2;
  const side = Math.min(vectors, SIDE_BY_SIDE) || 1;
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
