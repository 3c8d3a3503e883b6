/** Functions that are recorded inside of another one: the branches and steps of control flow. */
import * as tf from '@tensorflow/tfjs-core';
import type { Control, Source } from '../graph/graph.ts';
import type { TensorType } from '../graph/tensor-type.ts';
import { engineOf, withoutTape } from './engine.ts';
import type { Recorder, Taken } from './recorder.ts';

const recorderOf = () => engineOf().backendInstance as unknown as Recorder;

/** A function inside of another: its inputs are its arguments, then what it takes of the function around. */
export interface Nested {
  readonly source: Source;
  readonly taken: readonly Taken[];
  /** Of its results. */
  readonly types: readonly TensorType[];
}

/** Records a function inside of the one that is being recorded; a gradient that is being taken there sees nothing of it. */
export function recordInside(
  fn: (...args: tf.Tensor[]) => readonly tf.Tensor[],
  types: readonly TensorType[] = [],
): Nested {
  const recorder = recorderOf();
  const { made, nodes, taken } = recorder.inside(() => {
    const inputs = types.map(({ shape, dtype }) => recorder.add('Input', [], {}, shape, dtype));
    const results = withoutTape(() => fn(...inputs.map((id) => recorder.tensorOf(id))));
    return { inputs, outputs: results.map((tensor) => recorder.idOf(tensor)) };
  });
  const { inputs, outputs } = made;
  return {
    source: { graph: { nodes, outputs }, inputs: [...inputs, ...taken.map(({ input }) => input)] },
    taken,
    types: outputs.map((id) => {
      const { shape, dtype } = nodes[id] as TensorType;
      return { shape, dtype };
    }),
  };
}

const keyOf = (tensor: tf.TensorInfo) => (tensor instanceof tf.Tensor ? tensor.id : tensor.dataId);

/**
 * Records what carries out functions inside.
 *
 * @param args the inputs before those that the functions take; theirs are the last of them
 * @param types of the results
 * @returns the results, and all that the functions take, each once
 */
export function recordControl(
  settings: Omit<Control, 'bodies'>,
  nested: readonly Nested[],
  args: readonly tf.Tensor[],
  types: readonly TensorType[],
): { readonly outputs: readonly tf.Tensor[]; readonly taken: readonly tf.Tensor[] } {
  const recorder = recorderOf();
  const all = new Map(nested.flatMap(({ taken }) => taken.map(({ tensor }) => [keyOf(tensor), tensor] as const)));
  const places = new Map([...all.keys()].map((key, i) => [key, args.length + i]));
  const bodies = nested.map(({ source, taken }) => {
    const own = source.inputs.length - taken.length;
    const takes = Array.from({ length: own }, (_, i) => args.length - own + i);
    return { source, takes: [...takes, ...taken.map(({ tensor }) => places.get(keyOf(tensor)) as number)] };
  });
  const inputs = [...args, ...all.values()].map((tensor) => recorder.idOf(tensor));
  const more = { control: { ...settings, bodies } };
  const ids = types.map(({ shape, dtype }, output) =>
    recorder.add(settings.flow, inputs, { output, outputs: types.length }, shape, dtype, more),
  );
  const outputs = ids.map((id) => recorder.tensorOf(id));
  const taken = [...all.values()].map((tensor) =>
    tensor instanceof tf.Tensor ? tensor : tf.engine().makeTensorFromTensorInfo(tensor),
  );
  // A gradient comes back to them when what is differentiated has returned; the recording disposes them at its end.
  for (const tensor of [...args, ...taken, ...outputs])
    if (engineOf().state.tensorInfo.get(tensor.dataId)?.backend === recorder) tf.keep(tensor);
  return { outputs, taken };
}
