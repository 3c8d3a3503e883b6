/** A step that computes an expression over a shape. */
import { emitVector } from './emit-expression.ts';
import { collapse, loadVector, loops, pointersTo, storeVector } from './emit-loops.ts';
import { viewsIn } from './expression.ts';
import type { Plan } from './plan.ts';
import type { MapStep } from './program.ts';
import type { FunctionWriter } from './wasm-writer.ts';

export function emitMap(code: FunctionWriter, { shape, expression, output }: MapStep, plan: Plan): void {
  if (shape.includes(0)) return;
  const views = [...viewsIn(expression), output];
  const pointers = pointersTo(code, views, plan);
  const nest = collapse({ sizes: shape, strides: views.map(({ strides }) => strides) });
  const depth = nest.sizes.length;
  const inner = depth - 1;
  const count = depth === 0 ? 1 : (nest.sizes[inner] as number);
  const stride = nest.strides.map((strides) => (depth === 0 ? 1 : (strides[inner] as number)));
  const target = pointers.at(-1) as number;
  const targetStride = stride.at(-1) as number;

  const four = (lanes: number) => {
    emitVector(code, expression, (view) => loadVector(code, pointers, stride, views, view));
    storeVector(code, target, targetStride, lanes);
  };
  loops(code, nest, pointers, 0, inner, () => {
    const whole = count >> 2;
    if (whole > 0) {
      code.repeat(whole, () => {
        four(4);
        pointers.forEach((pointer, v) => code.advance(pointer, 16 * (stride[v] as number)));
      });
    }
    if (count % 4 > 0) four(count % 4);
    return stride.map((s) => 16 * s * whole);
  });
}
