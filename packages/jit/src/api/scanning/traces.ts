/** What a scan consists of: its step and the vector-Jacobian product of it, recorded. */
import type * as tf from '@tensorflow/tfjs-core';
import { isSameType, printType, type TensorType } from '../../graph/tensor-type.ts';
import type { CompileOptions } from '../../run/compile.ts';
import { differentiable, floatsOf, vectorJacobianProduct } from '../tracing/gradient.ts';
import { type Flat, flatten, type Tensors } from '../tracing/structure.ts';
import { typesOf } from '../tracing/tensors.ts';
import { type Trace, trace } from '../tracing/trace.ts';

export type LooseStep = (carry: Tensors, x: Tensors) => { readonly carry: Tensors; readonly y: Tensors | undefined };

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

/** @throws TypeError when the carry changes in structure, shape or type, or the step assigns a variable */
export function traceStep(step: LooseStep, state: Flat, inputs: Flat, options: CompileOptions): Traces {
  const length = checkLength(inputs);
  const carry = typesOf(state);
  const xs = typesOf(inputs).map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));
  const apply = (tensors: readonly tf.Tensor[]) => applyStep(step, state, inputs, tensors);
  const forward = trace(
    (...tensors) => {
      const { next, y } = apply(tensors);
      return [next, y];
    },
    [...carry, ...xs],
    options,
  );
  checkForward(forward, carry, state.names);
  const cotangents = differentiable(forward.resultTypes).map((at) => forward.resultTypes[at] as TensorType);
  const backward = trace(
    (...tensors) => {
      const given = tensors.slice(0, carry.length + xs.length);
      const results = () => {
        const { next, y } = apply(given);
        return floatsOf([...next, ...flatten(y, 'y').tensors]);
      };
      const moving = floatsOf(given.slice(0, carry.length));
      return vectorJacobianProduct(results, tensors.slice(given.length), moving);
    },
    [...carry, ...xs, ...cotangents],
    options,
  );
  return { length, carry, xs, ys: forward.resultTypes.slice(carry.length), forward, backward };
}

/** A step's results. */
export interface Applied {
  readonly next: readonly tf.Tensor[];
  readonly y: Tensors | undefined;
}

export function applyStep(step: LooseStep, state: Flat, inputs: Flat, tensors: readonly tf.Tensor[]): Applied {
  const n = state.tensors.length;
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
}

function checkForward({ recording, resultTypes }: Trace, carry: readonly TensorType[], names: readonly string[]): void {
  for (const { variable, output } of recording.variables)
    if (output !== undefined)
      throw new TypeError(`scan: step assigns the variable ${variable.name}; hand its value on in the carry`);
  checkCarry(carry, resultTypes, names);
}

/** @throws TypeError when what a step hands on is not of the type that it was given */
export function checkCarry(
  before: readonly TensorType[],
  after: readonly TensorType[],
  names: readonly string[],
): void {
  before.forEach((type, i) => {
    if (!isSameType(type, after[i]))
      throw new TypeError(`scan: ${names[i]} is ${printType(type)} and comes out of step as ${printType(after[i])}`);
  });
}

export function checkLength({ tensors, names }: Flat): number {
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
