/** Records a function of nested tensors, with the variables that it makes. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Node, Source } from '../../graph/graph.ts';
import { RecordingError } from '../../graph/recording-error.ts';
import type { TensorType } from '../../graph/tensor-type.ts';
import { disposeAll, record } from '../../record/record.ts';
import type { Recording } from '../../record/recorder.ts';
import type { CompileOptions } from '../../run/compile.ts';
import { initialise } from './initial-values.ts';
import { flatten, type Structure } from './structure.ts';

/** A recorded function of nested tensors. */
export interface Trace {
  readonly recording: Recording;
  /** The structure of what the function returned. */
  readonly result: Structure;
  readonly resultTypes: readonly TensorType[];
}

/**
 * Records `fn`. Where it makes variables at its first call, as tfjs's optimisers do, it is recorded once more: then they
 * are there, with their initial values. They are there, too, when the call fails after it has made them: the optimiser
 * holds them, and is to work in the next one.
 */
export function trace(
  fn: (...tensors: tf.Tensor[]) => unknown,
  types: readonly TensorType[],
  options: CompileOptions,
): Trace {
  const first = recordNested(fn, types, options, (partial) => initialise(partial, options));
  const { created } = first.recording;
  if (created.length === 0) return first;
  if (!initialise(first.recording, options))
    throw new RecordingError(
      'jit: the function makes a variable whose initial value depends on its arguments; make it before, outside of it',
    );
  const second = recordNested(fn, types, options);
  const again = second.recording.created;
  if (again.length > 0) {
    disposeAll([...created, ...again]);
    throw new RecordingError('jit: the function makes new variables in every call; make them before, outside of it');
  }
  return second;
}

/** @param abandon what is done with variables that `fn` has made when it fails */
function recordNested(
  fn: (...tensors: tf.Tensor[]) => unknown,
  types: readonly TensorType[],
  { checkFinite }: CompileOptions,
  abandon?: (partial: Recording) => void,
): Trace {
  let result: Structure | undefined;
  const recording = record(
    (...tensors) => {
      const returned = fn(...tensors);
      if (returned instanceof Promise) return returned as unknown as tf.Tensor[];
      const flat = flatten(returned, 'result');
      result = flat.structure;
      return flat.tensors;
    },
    types,
    abandon,
    checkFinite,
  );
  const { graph, results } = recording;
  const resultTypes = graph.outputs.slice(0, results).map((id) => {
    const { shape, dtype } = graph.nodes[id] as Node;
    return { shape, dtype };
  });
  return { recording, result: result as Structure, resultTypes };
}

/** Outputs that a function hands on to its next call, each the value of an input then. */
export type Carried = NonNullable<Source['carried']>;

/** The variables that a recorded function assigns, as outputs that are inputs of its next call. */
export const carriedVariables = ({ inputs, variables }: Recording): Carried =>
  variables.flatMap(({ output }, v) => (output === undefined ? [] : [[inputs.length + v, output] as const]));

/** What the inputs of a recorded function are called. */
export const namesOf = (given: readonly string[], { variables }: Recording): string[] => [
  ...given,
  ...variables.map(({ variable }) => `the variable ${variable.name}`),
];

/** What is compiled of a recorded function: its inputs are the arguments, then the variables. */
export const sourceOf = ({ graph, inputs, variables }: Recording, carried: Carried): Source => ({
  graph,
  inputs: [...inputs, ...variables.map(({ input }) => input)],
  carried,
});
