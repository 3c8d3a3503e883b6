/** Runs a recorded graph node by node on the active tfjs backend: the reference for what is made of a graph. */
import * as tf from '@tensorflow/tfjs-core';
import type { Recording } from '../../src/record/recorder.ts';

/** Names of a kernel's inputs, where they are not x or a, b. */
const names: Readonly<Record<string, readonly string[]>> = {
  Conv2D: ['x', 'filter'],
  Conv2DBackpropFilter: ['x', 'dy'],
  Conv2DBackpropInput: ['dy', 'filter'],
  GatherV2: ['x', 'indices'],
  OneHot: ['indices'],
  Select: ['condition', 't', 'e'],
  SplitV: ['x'],
  Unpack: ['value'],
  UnsortedSegmentSum: ['x', 'segmentIds'],
  EluGrad: ['dy', 'y'],
  ExpandDims: ['input'],
};
const lists = ['AddN', 'Concat', 'Pack'];
const unaryOnA = ['LogicalNot'];

export function runGraph({ graph, inputs }: Recording, args: readonly tf.Tensor[]): tf.Tensor[] {
  return tf.tidy(() => {
    const values: tf.Tensor[] = [];
    for (const { id, kernel, inputs: from, attrs, shape, dtype, values: constant } of graph.nodes) {
      if (kernel === 'Input') values[id] = args[inputs.indexOf(id)]!;
      else if (kernel === 'Constant') values[id] = tf.tensor(constant!, [...shape], dtype);
      else {
        const operands = from.map((i) => values[i]!);
        const keys = names[kernel] ?? (kernel in names || operands.length < 2 ? ['x'] : ['a', 'b']);
        const named =
          lists.includes(kernel) || unaryOnA.includes(kernel)
            ? operands
            : Object.fromEntries(operands.map((tensor, i) => [keys[i]!, tensor]));
        const { output = 0, ...settings } = attrs as { output?: number };
        const result = tf
          .engine()
          .runKernel(kernel, named as unknown as tf.NamedTensorMap, settings as tf.NamedAttrMap);
        values[id] = Array.isArray(result) ? (result as tf.Tensor[])[output]! : (result as tf.Tensor);
      }
      if (values[id]!.shape.join() !== shape.join() || values[id]!.dtype !== dtype) {
        throw new Error(
          `%${id} = ${kernel}: recorded ${dtype}[${shape}], computed ${values[id]!.dtype}[${values[id]!.shape}]`,
        );
      }
    }
    return graph.outputs.map((id) => values[id]!);
  });
}
