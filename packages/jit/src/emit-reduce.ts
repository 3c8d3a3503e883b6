/** A step that reduces an expression over some of its dimensions. */
import { emitVector } from './emit-expression.ts';
import { collapse, loadVector, loops, type Nest, pointersTo, storeVector } from './emit-loops.ts';
import { emitMap } from './emit-map.ts';
import { type View, viewsIn } from './expression.ts';
import type { Plan } from './plan.ts';
import type { Reducer, ReduceStep } from './program.ts';
import { BITSELECT, bitsOf, float, integer } from './vector-opcodes.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

const reducers = {
  sum: { op: 'add', float: 0, integer: 0 },
  prod: { op: 'mul', float: 1, integer: 1 },
  max: { op: 'max', float: Number.NEGATIVE_INFINITY, integer: -(2 ** 31) },
  min: { op: 'min', float: Number.POSITIVE_INFINITY, integer: 2 ** 31 - 1 },
} as const satisfies Record<Reducer, { op: 'add' | 'mul' | 'max' | 'min'; float: number; integer: number }>;

/**
 * A reduction takes four elements at a time along the dimension that most views walk in steps of one: if it remains, four
 * results grow side by side; if it is reduced, four parts of one result do and are joined at the end.
 */
export function emitReduce(code: FunctionWriter, step: ReduceStep, plan: Plan): void {
  const { shape, kept, expression, output, reducer } = step;
  if (shape.slice(0, kept).includes(0)) return;
  const isFloat = output.dtype === 'float32';
  const { op, ...neutral } = reducers[reducer];
  const combine = isFloat ? float[op] : integer[op];
  const identity = isFloat ? bitsOf(neutral.float) : neutral.integer;
  if (shape.includes(0)) {
    emitMap(
      code,
      {
        kind: 'map',
        shape: shape.slice(0, kept),
        output,
        expression: { kind: 'literal', value: isFloat ? neutral.float : neutral.integer, dtype: output.dtype },
      },
      plan,
    );
    return;
  }
  const views = [
    ...viewsIn(expression),
    { ...output, strides: [...output.strides, ...shape.slice(kept).map(() => 0)] },
  ];
  const pointers = pointersTo(code, views, plan);
  const whole = collapse({ sizes: shape, strides: views.map(({ strides }) => strides) }, kept);
  const units = whole.sizes.map((_, d) => whole.strides.slice(0, -1).filter((strides) => strides[d] === 1).length);
  const lane = whole.sizes.length === 0 ? -1 : units.lastIndexOf(Math.max(...units));
  const remains = lane >= 0 && lane < whole.first;
  // Kept dimensions first, then the reduced; the one taken four at a time is the last of its kind.
  const order = [...whole.sizes.keys()].filter((d) => d !== lane);
  if (lane >= 0) order.splice(remains ? whole.first - 1 : order.length, 0, lane);
  const nest: Nest = {
    sizes: order.map((d) => whole.sizes[d] as number),
    strides: whole.strides.map((strides) => order.map((d) => strides[d] as number)),
  };
  const sum = code.local(V128);
  const target = pointers.at(-1) as number;
  const strideAt = (d: number) => nest.strides.map((strides) => (d < 0 ? 0 : (strides[d] as number)));
  const load = (strides: readonly number[]) => (view: View) => loadVector(code, pointers, strides, views, view);

  if (remains) {
    const vector = whole.first - 1;
    const strides = strideAt(vector);
    const size = nest.sizes[vector] as number;
    const four = (lanes: number) => {
      code.splat(identity).set(sum);
      const inside = loops(code, nest, pointers, whole.first, nest.sizes.length, () => {
        code.get(sum);
        emitVector(code, expression, load(strides));
        code.simd(combine).set(sum);
        return pointers.map(() => 0);
      });
      pointers.forEach((pointer, v) => code.advance(pointer, -(inside[v] as number)));
      code.get(sum);
      storeVector(code, target, strides.at(-1) as number, lanes);
    };
    loops(code, nest, pointers, 0, vector, () => {
      const blocks = size >> 2;
      if (blocks > 0) {
        code.repeat(blocks, () => {
          four(4);
          pointers.forEach((pointer, v) => code.advance(pointer, 16 * (strides[v] as number)));
        });
      }
      if (size % 4 > 0) four(size % 4);
      return strides.map((stride) => 16 * stride * blocks);
    });
    return;
  }

  const vector = nest.sizes.length > whole.first ? nest.sizes.length - 1 : -1;
  const strides = strideAt(vector);
  const size = vector < 0 ? 1 : (nest.sizes[vector] as number);
  loops(code, nest, pointers, 0, whole.first, () => {
    code.splat(identity).set(sum);
    const inside = loops(code, nest, pointers, whole.first, Math.max(vector, whole.first), () => {
      const blocks = size >> 2;
      if (blocks > 0) {
        code.repeat(blocks, () => {
          code.get(sum);
          emitVector(code, expression, load(strides));
          code.simd(combine).set(sum);
          pointers.forEach((pointer, v) => code.advance(pointer, 16 * (strides[v] as number)));
        });
      }
      if (size % 4 > 0) {
        code.get(sum);
        emitVector(code, expression, load(strides));
        code
          .splat(identity)
          .mask(size % 4)
          .simd(BITSELECT)
          .simd(combine)
          .set(sum);
      }
      return strides.map((stride) => 16 * stride * blocks);
    });
    pointers.forEach((pointer, v) => code.advance(pointer, -(inside[v] as number)));
    for (const lanes of [
      [2, 3, 0, 1],
      [1, 0, 3, 2],
    ])
      code.get(sum).get(sum).get(sum).shuffle(lanes).simd(combine).set(sum);
    code.get(sum);
    storeVector(code, target, 1, 1);
    return pointers.map(() => 0);
  });
}
