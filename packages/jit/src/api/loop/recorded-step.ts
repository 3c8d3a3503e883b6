/** A training step: recorded, and checked against its state. */
import * as tf from '@tensorflow/tfjs-core';
import { isSameType, printType, type TensorType } from '../../graph/tensor-type.ts';
import type { Recording } from '../../record/recorder.ts';
import type { CompileOptions } from '../../run/compile.ts';
import { type Flat, flatten, type Tensors } from '../tracing/structure.ts';
import { typesOf } from '../tracing/tensors.ts';
import { type Carried, carriedVariables, trace } from '../tracing/trace.ts';
import { checkRows } from './batch-rows.ts';

/** Its inputs are the state, a batch of each of the data, and the step's number; its outputs are the state, then scalars. */
export interface RecordedStep {
  readonly recording: Recording;
  readonly state: Flat;
  readonly stateTypes: readonly TensorType[];
  readonly data: Flat;
  /** Of the data; 0 where there are none. */
  readonly rows: number;
  readonly batchSize: number;
  /** The names of the scalars that it gives: `loss`, and those of the metrics as `metrics.…`. */
  readonly scalars: readonly string[];
  /** What the step hands to the next: the state, and the variables that it assigns. */
  readonly carried: Carried;
}

/** What a step is recorded from. */
interface StepOptions {
  readonly state: Tensors;
  readonly data: Tensors | undefined;
  readonly batchSize: number;
  readonly step: (state: Tensors, batch: Tensors | undefined, i: tf.Scalar) => Result;
}

/** What a step returns. */
interface Result {
  readonly state: unknown;
  readonly loss?: tf.Tensor;
  readonly metrics?: Readonly<Record<string, tf.Tensor>>;
}

/** @throws TypeError when the state that the step returns differs in structure, shape or type, or data differ in their rows */
export function recordStep(
  { state: given, data: table, batchSize, step }: StepOptions,
  options: CompileOptions,
): RecordedStep {
  const state = flatten(given, 'state');
  const data = flatten(table ?? [], 'data');
  const stateTypes = typesOf(state);
  const dataTypes = typesOf(data);
  const rows = checkRows(data, batchSize);
  const batchTypes = dataTypes.map(({ shape, dtype }) => ({ shape: [batchSize, ...shape.slice(1)], dtype }));
  const first = stateTypes.length;
  const number = first + batchTypes.length;
  let scalars: Readonly<Record<string, tf.Tensor>> = {};
  const { recording, resultTypes } = trace(
    (...tensors) => {
      const returned = step(
        state.structure.rebuild(tensors.slice(0, first)) as Tensors,
        // Without data, the batch is undefined, as the data are.
        table && (data.structure.rebuild(tensors.slice(first, number)) as Tensors),
        tensors[number] as tf.Scalar,
      );
      if (returned instanceof Promise) return returned;
      const next = checkState(returned, state);
      scalars = scalarsOf(returned);
      return [...next, ...Object.values(scalars)];
    },
    [...stateTypes, ...batchTypes, { shape: [], dtype: 'int32' }],
    options,
  );
  checkHandedOn(stateTypes, resultTypes, state.names);
  const carried: Carried = [...stateTypes.map((_, i) => [i, i] as const), ...carriedVariables(recording)];
  return { recording, state, stateTypes, data, rows, batchSize, scalars: Object.keys(scalars), carried };
}

/** The tensors of the state that a step returns. */
function checkState(returned: Result, { structure }: Flat): tf.Tensor[] {
  if (returned === null || typeof returned !== 'object' || !('state' in returned))
    throw new TypeError('compileLoop: step must return { state, loss }');
  const next = flatten(returned.state, 'state');
  if (next.structure.key !== structure.key)
    throw new TypeError(
      `compileLoop: step must return a state of the structure ${structure.key}, got ${next.structure.key}`,
    );
  return next.tensors;
}

/** The loss and the metrics that a step returns, by their names. */
function scalarsOf({ loss, metrics = {} }: Result): Record<string, tf.Tensor> {
  const named = Object.entries(metrics).map(([name, value]) => [`metrics.${name}`, value] as const);
  const given = loss === undefined ? named : [['loss', loss] as const, ...named];
  return Object.fromEntries(
    given.map(([name, value]) => {
      if (!(value instanceof tf.Tensor) || value.size !== 1)
        throw new TypeError(
          `compileLoop: ${name === 'loss' ? 'the loss' : name} must be a scalar tensor, step returned ${value instanceof tf.Tensor ? `the shape [${value.shape}]` : typeof value}`,
        );
      return [name, tf.cast(value, 'float32')];
    }),
  );
}

function checkHandedOn(before: readonly TensorType[], after: readonly TensorType[], names: readonly string[]): void {
  before.forEach((type, i) => {
    if (!isSameType(type, after[i]))
      throw new TypeError(
        `compileLoop: ${names[i]} is ${printType(type)} and comes out of step as ${printType(after[i])}`,
      );
  });
}
