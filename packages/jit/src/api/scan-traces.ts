/** What a scan consists of: its step and the vector-Jacobian product of it, recorded, and the loops over them. */
import * as tf from '@tensorflow/tfjs-core';
import { Control, type Copy, type Loop } from '../emit/repetition.ts';
import { sizeOf } from '../graph/graph.ts';
import type { TensorType } from '../graph/infer-types.ts';
import type { BufferId } from '../program/expression.ts';
import type { Program } from '../program/program.ts';
import { type Flat, flatten, type Tensors } from './structure.ts';
import { type Trace, trace, typesOf } from './trace.ts';

export type Step = (carry: Tensors, x: Tensors) => { readonly carry: Tensors; readonly y: Tensors | undefined };

/** A step and its vector-Jacobian product, recorded. */
export interface Traces {
  readonly length: number;
  readonly carry: readonly TensorType[];
  readonly xs: readonly TensorType[];
  readonly ys: readonly TensorType[];
  /** From the carry and x to the next carry and y. */
  readonly forward: Trace;
  /** From the carry, x and the cotangents of what is differentiated, next carry and y, to the cotangents of the carry. */
  readonly backward: Trace;
}

/** Which of these tensors are differentiated. */
export const differentiable = (types: readonly { readonly dtype: tf.DataType }[]): number[] =>
  [...types.keys()].filter((i) => types[i]?.dtype === 'float32');

export function traceStep(step: Step, state: Flat, inputs: Flat): Traces {
  const length = checkLength(inputs);
  const carry = typesOf(state);
  const xs = typesOf(inputs).map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));
  const n = carry.length;
  const apply = (tensors: readonly tf.Tensor[]) => {
    const returned = step(
      state.structure.rebuild(tensors.slice(0, n)) as Tensors,
      inputs.structure.rebuild(tensors.slice(n)) as Tensors,
    );
    if (returned instanceof Promise || typeof returned?.carry !== 'object')
      throw new TypeError(`scan: step must return { carry, y } at once, got ${returned && Object.keys(returned)}`);
    const next = flatten(returned.carry, 'carry');
    if (next.structure.key !== state.structure.key)
      throw new TypeError(
        `scan: step must return a carry of the structure ${state.structure.key}, got ${next.structure.key}`,
      );
    return { next: next.tensors, y: returned.y };
  };
  const forward = trace(
    (...tensors) => {
      const { next, y } = apply(tensors);
      return [next, y];
    },
    [...carry, ...xs],
  );
  for (const { variable, output } of forward.recording.variables)
    if (output !== undefined)
      throw new TypeError(`scan: step assigns the variable ${variable.name}; hand its value on in the carry`);
  carry.forEach((type, i) => {
    const now = forward.resultTypes[i];
    if (now?.dtype !== type.dtype || now.shape.join() !== type.shape.join())
      throw new TypeError(
        `scan: ${state.names[i]} is ${type.dtype}[${type.shape}] and comes out of step as ${now?.dtype}[${now?.shape}]`,
      );
  });

  const moving = differentiable(carry);
  const results = differentiable(forward.resultTypes);
  const backward = trace(
    (...tensors) => {
      const given = tensors.slice(0, n + xs.length);
      const cotangents = tensors.slice(n + xs.length);
      if (moving.length === 0) return [];
      const product = (...moved: tf.Tensor[]) => {
        const all = given.slice();
        moving.forEach((at, i) => {
          all[at] = moved[i] as tf.Tensor;
        });
        const { next, y } = apply(all);
        const outputs = [...next, ...flatten(y, 'y').tensors];
        const terms = results.map((at, i) => tf.sum(tf.mul(outputs[at] as tf.Tensor, cotangents[i] as tf.Tensor)));
        // Terms of 0 connect what a step does not depend on, as tf.grads wants it.
        const links = moved.map((tensor) => tf.mul(0, tf.sum(tensor)));
        return tf.addN([...terms, ...links]) as tf.Scalar;
      };
      return tf.grads(product)(moving.map((at) => given[at] as tf.Tensor));
    },
    [...carry, ...xs, ...results.map((at) => forward.resultTypes[at] as TensorType)],
  );
  return { length, carry, xs, ys: forward.resultTypes.slice(n), forward, backward };
}

/** Where the loops keep what every step reads and writes: the values of all steps, one behind the other. */
export interface Places {
  readonly control: BufferId;
  /** The carry before each step. */
  readonly saved: readonly BufferId[];
  readonly xs: readonly BufferId[];
  readonly ys: readonly BufferId[];
  /** The cotangents of those ys that are differentiated. */
  readonly cotangents: readonly BufferId[];
}

/** The places, and the two loops over the steps. */
export function makeLoops(
  { length, carry, xs, ys }: Traces,
  [there, back]: readonly [Program, Program],
  buffer: (size: number, values?: Int32Array) => BufferId,
): { places: Places; forwards: Loop; backwards: Loop } {
  const room = ({ shape, dtype }: TensorType) => {
    const size = sizeOf(shape) * length;
    return buffer(size, dtype === 'float32' ? undefined : new Int32Array(size));
  };
  const floats = (types: readonly TensorType[]) => differentiable(types).map((at) => types[at] as TensorType);
  const places: Places = {
    control: buffer(Control.size),
    saved: carry.map(room),
    xs: xs.map(room),
    ys: ys.map(room),
    cotangents: floats(ys).map(room),
  };
  /** Between what stands behind each other for all steps and what the program reads or writes in one. */
  const copies = (
    types: readonly TensorType[],
    all: readonly BufferId[],
    one: readonly BufferId[],
    out: boolean,
  ): Copy[] =>
    types.map(({ shape }, i) => {
      const bytes = 4 * sizeOf(shape);
      const step = { buffer: one[i] as BufferId };
      const place = { buffer: all[i] as BufferId, stride: bytes };
      return out ? { from: step, to: place, bytes } : { from: place, to: step, bytes };
    });
  const handOn = (types: readonly TensorType[], from: readonly BufferId[], to: readonly BufferId[]): Copy[] =>
    types.map(({ shape }, i) => ({
      from: { buffer: from[i] as BufferId },
      to: { buffer: to[i] as BufferId },
      bytes: 4 * sizeOf(shape),
    }));
  const n = carry.length;
  const given = n + xs.length;
  const moving = floats(carry);
  const forwards: Loop = {
    control: places.control,
    before: [
      ...copies(xs, places.xs, there.inputs.slice(n), false),
      ...copies(carry, places.saved, there.inputs, true),
    ],
    after: [...copies(ys, places.ys, there.outputs.slice(n), true), ...handOn(carry, there.outputs, there.inputs)],
  };
  const backwards: Loop = {
    control: places.control,
    before: [
      ...copies(carry, places.saved, back.inputs, false),
      ...copies(xs, places.xs, back.inputs.slice(n), false),
      ...copies(floats(ys), places.cotangents, back.inputs.slice(given + moving.length), false),
    ],
    after: handOn(moving, back.outputs, back.inputs.slice(given)),
  };
  return { places, forwards, backwards };
}

function checkLength({ tensors, names }: Flat): number {
  const length = tensors[0]?.shape[0];
  if (length === undefined) throw new TypeError('scan: xs must hold a tensor whose first dimension are the steps');
  tensors.forEach(({ shape }, i) => {
    if (shape[0] !== length)
      throw new TypeError(
        `scan: all xs must have the same first dimension, got ${length} in ${names[0]} and ${shape[0]} in ${names[i]}`,
      );
  });
  return length;
}
