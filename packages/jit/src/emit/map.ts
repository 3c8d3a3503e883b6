/** A step that computes expressions over a shape, all in one pass. */

import { intern, operationsIn, viewsIn } from '../program/expression.ts';
import type { Layout } from '../program/layout.ts';
import { collapse, reorder } from '../program/nest.ts';
import type { MapStep } from '../program/program.ts';
import { Cursors } from './cursors.ts';
import { VectorEmitter } from './expression.ts';
import type { FunctionWriter } from './wasm-writer.ts';

/** Operations in the body of a loop, above which it is not unrolled. */
const UNROLLED = 12;

export function emitMap(code: FunctionWriter, { shape, stores }: MapStep, layout: Layout): void {
  if (shape.includes(0)) return;
  const known = new Map();
  const roots = stores.map(({ expression }) => intern(expression, known));
  const views = viewsIn([...roots, ...stores.map(({ output }) => output)]);
  const whole = collapse({ sizes: shape, strides: views.map(({ strides }) => strides) });
  const depth = whole.sizes.length;
  const lane = fastest(whole.strides, depth);
  const order = [...whole.sizes.keys()].filter((d) => d !== lane).concat(depth > 0 ? [lane] : []);
  const nest = reorder(whole, order);
  const inner = depth - 1;
  const count = depth === 0 ? 1 : (nest.sizes[inner] as number);
  const cursors = new Cursors(code, nest, views, layout);

  const emitter = new VectorEmitter(code, roots);
  emitter.hoistLiterals();
  const block = (lanes: number, ahead = 0) => {
    const compute = emitter.block((view) => cursors.load(view, inner, ahead, lanes));
    const results = roots.map((root) => compute(root));
    stores.forEach(({ output }, i) => cursors.store(output, results[i] as number, inner, lanes, ahead));
  };
  cursors.loop(0, inner, () => {
    emitter.hoist(
      (view) => cursors.stride(view, inner) === 0,
      (view) => cursors.load(view, inner),
    );
    const vectors = count >> 2;
    const work = roots.reduce((sum, root) => sum + 1 + operationsIn(root), 0);
    const unroll = vectors >= 8 && work <= UNROLLED ? (work <= UNROLLED / 3 ? 4 : 2) : 1;
    const rounds = Math.floor(vectors / unroll);
    if (rounds > 0) {
      code.repeat(rounds, () => {
        for (let u = 0; u < unroll; u++) block(4, 4 * u);
        cursors.advance(inner, 4 * unroll);
      });
    }
    const left = vectors - rounds * unroll;
    for (let u = 0; u < left; u++) block(4, 4 * u);
    if (count % 4 > 0) block(count % 4, 4 * left);
    cursors.advance(inner, -4 * unroll * rounds);
  });
}

/** The dimension along which most views are contiguous, the last of those. */
function fastest(strides: readonly (readonly number[])[], depth: number): number {
  let best = depth - 1;
  const units = (d: number) => strides.filter((s) => s[d] === 1).length + (strides.at(-1)?.[d] === 1 ? 0.5 : 0);
  for (let d = depth - 2; d >= 0; d--) if (units(d) > units(best)) best = d;
  return best;
}
