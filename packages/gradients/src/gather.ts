/** The gradient of GatherV2 for any number of batch dimensions; tfjs-core's knows one, and needs chained methods for it. */
import * as tf from '@tensorflow/tfjs-core';

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);
const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

export const gather: tf.GradConfig = {
  kernelName: 'GatherV2',
  inputsToSave: ['x', 'indices'],
  gradFunc: (dy, saved, attrs) => {
    const [x, indices] = saved as [tf.Tensor, tf.Tensor];
    const { axis, batchDims } = attrs as unknown as tf.GatherV2Attrs;
    return {
      x: () => gradientOfTable(dy as tf.Tensor, x.shape, indices, axis, batchDims),
      indices: () => tf.zerosLike(indices),
    };
  },
};

/** The rows of dy, added up where they were taken from: places along the axis, counted on from batch to batch. */
function gradientOfTable(dy: tf.Tensor, shape: number[], indices: tf.Tensor, axis: number, batchDims = 0): tf.Tensor {
  const along = tf.util.parseAxisParam(axis, shape)[0] as number;
  const batches = batchDims < 0 ? batchDims + indices.rank : batchDims;
  const [batch, outer, inner] = [shape.slice(0, batches), shape.slice(batches, along), shape.slice(along + 1)];
  const size = shape[along] as number;
  const taken = indices.rank - batches;
  // [batch, taken, outer, inner] instead of [batch, outer, taken, inner]
  const order = [
    ...range(0, batches),
    ...range(along, taken),
    ...range(batches, outer.length),
    ...range(along + taken, inner.length),
  ];
  const rows = tf.reshape(tf.transpose(dy, order), [indices.size, product([...outer, ...inner])]);
  const count = product(batch);
  const firsts = tf.tensor(
    range(0, count).map((i) => i * size),
    [count, 1],
    'int32',
  );
  const places = tf.add(tf.reshape(tf.cast(indices, 'int32'), [count, indices.size / count]), firsts);
  const sums = tf.unsortedSegmentSum(rows, tf.reshape(places, [indices.size]) as tf.Tensor1D, count * size);
  const apart = tf.reshape(sums, [...batch, size, ...outer, ...inner]);
  // The axis back behind the outer dimensions.
  const back = [
    ...range(0, batches),
    ...range(batches + 1, outer.length),
    batches,
    ...range(batches + 1 + outer.length, inner.length),
  ];
  return tf.transpose(apart, back);
}
