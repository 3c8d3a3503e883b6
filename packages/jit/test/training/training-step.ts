/** The training step of a model, as the recipes compile it. */
import { createModel, type ModelName } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

/** A training step of a model by gradient descent, as a function of its parameters and a batch. */
export function trainingStep(name: ModelName, batch = 8) {
  const model = createModel(name);
  const params = model.init(1);
  const keys = Object.keys(params);
  const fn = (...args: tf.Tensor[]) => {
    const [x, y] = args.slice(-2) as [tf.Tensor2D, tf.Tensor2D];
    const loss = (...list: tf.Tensor[]) => {
      const logits = model.apply(Object.fromEntries(keys.map((key, i) => [key, list[i]])) as typeof params, x);
      return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1))) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(loss)(args.slice(0, -2));
    return [value, ...grads.map((grad, i) => tf.sub(args[i]!, tf.mul(grad, 0.1)))];
  };
  const x = tf.randomNormal([batch, 40], 0, 1, 'float32', 3);
  const y = tf.cast(
    tf.oneHot(
      tf.tensor1d(
        Array.from({ length: batch }, (_, i) => i % 10),
        'int32',
      ),
      10,
    ),
    'float32',
  );
  return { fn, args: [...Object.values(params), x, y] as tf.Tensor[] };
}
