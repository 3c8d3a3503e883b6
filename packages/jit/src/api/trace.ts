/** Records a function of nested tensors, with the variables that it makes. */
import * as tf from '@tensorflow/tfjs-core';
import type { Numbers } from '../graph/graph.ts';
import { recordableType, type TensorType } from '../graph/infer-types.ts';
import { RecordingError } from '../graph/recording-error.ts';
import { disposeAll, record } from '../record/record.ts';
import type { CapturedVariable, Recording } from '../record/recorder.ts';
import { compile } from '../run/compile.ts';
import { type Flat, flatten, type Structure } from './structure.ts';

/** A recorded function of nested tensors. */
export interface Trace {
  readonly recording: Recording;
  /** The structure of what the function returned. */
  readonly result: Structure;
  readonly resultTypes: readonly TensorType[];
}

/**
 * The types of tensors.
 *
 * @throws TypeError when one of them is disposed, or of a type that is not compiled
 */
export const typesOf = ({ tensors, names }: Flat): TensorType[] =>
  tensors.map((tensor, i) => {
    if (tensor.isDisposed) throw new TypeError(`jit: ${names[i]} is disposed`);
    return { shape: [...tensor.shape], dtype: recordableType(tensor.dtype, names[i]) };
  });

/**
 * Records `fn`. Where it makes variables at its first call, as tfjs's optimisers do, it is recorded once more: then they
 * are there, with their initial values. They are there, too, when the call fails after it has made them: the optimiser
 * holds them, and is to work in the next one.
 */
export function trace(fn: (...tensors: tf.Tensor[]) => unknown, types: readonly TensorType[]): Trace {
  let result: Structure | undefined;
  const run = (abandon?: (partial: Recording) => void) =>
    record(
      (...tensors) => {
        const returned = fn(...tensors);
        if (returned instanceof Promise) return returned as unknown as tf.Tensor[];
        const flat = flatten(returned, 'result');
        result = flat.structure;
        return flat.tensors;
      },
      types,
      abandon,
    );
  let recording = run(initialise);
  const { created } = recording;
  if (created.length > 0) {
    if (!initialise(recording))
      throw new RecordingError(
        'jit: the function makes a variable whose initial value depends on its arguments; make it before, outside of it',
      );
    recording = run();
    if (recording.created.length > 0) {
      disposeAll([...created, ...recording.created]);
      throw new RecordingError('jit: the function makes new variables in every call; make them before, outside of it');
    }
  }
  const { graph, results } = recording;
  const resultTypes = graph.outputs.slice(0, results).map((id) => {
    const { shape, dtype } = graph.nodes[id] as (typeof graph.nodes)[number];
    return { shape, dtype };
  });
  return { recording, result: result as Structure, resultTypes };
}

/**
 * Computes the initial values of variables that were made while recording, and gives them to them. A variable whose initial
 * value depends on the arguments is disposed.
 *
 * @returns whether there was none of those
 */
function initialise({ graph, variables, created }: Recording): boolean {
  const inputs = variables.map(({ input }) => input);
  const isKnown: boolean[] = [];
  for (const { id, kernel, inputs: from } of graph.nodes)
    isKnown[id] = kernel === 'Input' ? inputs.includes(id) : from.every((input) => isKnown[input]);
  const known = created.filter(({ initial }) => isKnown[initial]);
  disposeAll(created.filter(({ initial }) => !isKnown[initial]));
  if (known.length > 0) {
    const compiled = compile({ graph: { ...graph, outputs: known.map(({ initial }) => initial) }, inputs });
    writeVariables(variables, (i) => compiled.inputs[i]);
    compiled.run();
    known.forEach(({ variable }, i) => {
      assign(variable, compiled.outputs[i] as Numbers);
    });
  }
  return known.length === created.length;
}

/**
 * Writes the values of variables to the places in memory that are given.
 *
 * @throws Error when one of them is disposed
 */
export function writeVariables(
  variables: readonly CapturedVariable[],
  place: (index: number) => Numbers | undefined,
): void {
  variables.forEach(({ variable }, i) => {
    if (variable.isDisposed)
      throw new Error(`jit: the variable ${variable.name}, which the compiled function uses, is disposed`);
    const values = place(i);
    if (values) values.set(variable.dataSync<'float32'>());
  });
}

/** Gives a variable values from memory, copied. */
export function assign(variable: tf.Variable, values: Numbers): void {
  const now = toTensor(values, variable);
  variable.assign(now);
  now.dispose();
}

/** A tensor of values in memory, copied. */
export function toTensor(
  values: Numbers,
  { shape, dtype }: Pick<tf.Tensor, 'shape' | 'dtype'> | TensorType,
): tf.Tensor {
  const copy = dtype === 'bool' ? Uint8Array.from(values) : values.slice();
  return tf.tensor(copy, [...shape], dtype);
}
