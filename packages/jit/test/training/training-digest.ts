/** The bits that training comes to, for any runtime that can run TypeScript. */
import { makeDataset } from '@mnist1d/dataset';
import { createModel, type ModelName } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { compileLoop, type Numerics } from '../../src/index.ts';

export const models = ['logistic', 'mlp', 'cnn', 'gru'] as const satisfies readonly ModelName[];

/** The SHA-256 of a model's weights (float32, little-endian, in their order) after 1,000 steps of Adam on the default dataset, 100 rows at a time. */
export async function digestOf(name: (typeof models)[number], numerics: Numerics): Promise<string> {
  const { x, y, length, numClasses } = makeDataset();
  const model = createModel(name);
  const variables = Object.entries(model.init(42)).map(([key, value]) => [key, tf.variable(value)] as const);
  const params = Object.fromEntries(variables) as unknown as ReturnType<typeof model.init>;
  const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-8);
  const loop = compileLoop({
    state: {},
    numerics,
    data: {
      x: tf.tensor2d(x as Float32Array, [y.length, length]),
      y: tf.cast(tf.oneHot(tf.tensor1d(y, 'int32'), numClasses), 'float32'),
    },
    step: (_, batch) => {
      const loss = () =>
        tf.neg(tf.mean(tf.sum(tf.mul(batch.y, tf.logSoftmax(model.apply(params, batch.x))), 1))) as tf.Scalar;
      return {
        state: {},
        loss: optimizer.minimize(
          loss,
          true,
          variables.map(([, variable]) => variable),
        ) as tf.Scalar,
      };
    },
  });
  const losses = await loop.run(1000);
  const last = losses.at(-1) as number;
  if (!(last < (losses[0] as number))) throw new Error(`${name} did not learn: its loss is ${last}`);
  const weights = tf.concat(variables.map(([, variable]) => tf.reshape(variable, [-1]))).dataSync<'float32'>();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', weights.slice()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
