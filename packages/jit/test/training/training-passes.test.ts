/** Training passes of networks with batch normalisation and dropout: compiled, they give what eager tfjs gives. */
import {
  batchNormParameters,
  type Classifier,
  conv1d,
  conv1dParameters,
  createModel,
  defineClassifier,
  globalAveragePool,
  layer,
  linear,
  linearParameters,
  type Params,
  toSignal,
  withoutBuffers,
} from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const own = defineClassifier({
  name: 'own',
  options: { inputSize: 40 },
  parameters: {
    ...conv1dParameters('conv', 1, 6, 5),
    ...batchNormParameters('bn', 6),
    ...linearParameters('linear', 6, 10),
  },
  dropouts: { signal: 0.3, features: 0.5 },
  forward(p, x, pass) {
    const h = pass.batchNorm(conv1d(toSignal(x), layer(p, 'conv'), { stride: 3, padding: [1, 2] }), 'bn');
    const features = globalAveragePool(pass.dropout(tf.relu(h), 'signal'));
    return linear(pass.dropout(features, 'features'), layer(p, 'linear'));
  },
});

const networks: readonly unknown[] = [
  createModel('resnet', { channels: 6 }),
  createModel('dilated-cnn', { channels: 6 }),
  createModel('tcn', { channels: 6 }),
  createModel('mlp', { hiddenSize: 12, depth: 4, residual: 'pre-activation', batchNorm: true, initialisation: 'he' }),
  createModel('cnn', { channels: 6, kernelSize: 3, padding: 0 }),
  own,
];

/** Loss, gradients, buffers and the logits of an evaluation with them. */
function passes(model: Classifier<Params>) {
  return (params: Params, x: tf.Tensor2D, oneHot: tf.Tensor2D, uniform: Params) => {
    const trained = withoutBuffers(model, params);
    const names = Object.keys(trained);
    let buffers: Params = {};
    const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
      const p = { ...params, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) };
      const pass = model.applyInTraining?.(p, x, (stream) => uniform[stream]!) ?? {
        logits: model.apply(p, x),
        buffers: {},
      };
      buffers = Object.fromEntries(Object.entries(pass.buffers).map(([name, tensor]) => [name, tf.keep(tensor)]));
      return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, tf.logSoftmax(pass.logits)), 1)));
    };
    const { value, grads } = tf.valueAndGrads(loss)(Object.values(trained));
    const gradients = Object.fromEntries(names.map((name, i) => [`gradient of ${name}`, grads[i]!]));
    const evaluated = model.apply({ ...params, ...buffers }, x);
    return { loss: value as tf.Tensor, ...gradients, ...buffers, evaluated };
  };
}

test.each(networks.map((network) => [(network as Classifier<Params>).name, network as Classifier<Params>]))(
  '%s',
  (_, model) => {
    const params = model.init(3);
    const x = tf.randomNormal<tf.Rank.R2>([9, 40], 0, 1, 'float32', 1);
    const oneHot = tf.cast(tf.oneHot(tf.range(0, 9, 1, 'int32'), 10), 'float32') as tf.Tensor2D;
    const uniform = {
      signal: tf.randomUniform([13, 9, 6], 0, 1, 'float32', 2),
      features: tf.randomUniform([9, 6], 0, 1, 'float32', 3),
    };
    const eager = passes(model)(params, x, oneHot, uniform) as Params;
    const compiled = jit(passes(model))(params, x, oneHot, uniform) as Params;
    expect(Object.keys(compiled)).toEqual(Object.keys(eager));
    for (const [name, tensor] of Object.entries(eager)) {
      const values = compiled[name]!.dataSync();
      const largest = tf.max(tf.abs(tensor)).dataSync()[0]!;
      tensor
        .dataSync()
        .forEach((value, i) =>
          expect(Math.abs(values[i]! - value), `${name} ${i}`).toBeLessThan(2e-5 * Math.max(1, largest)),
        );
    }
    expect(eager.loss!.dataSync()[0]).toBeGreaterThan(1);
  },
);
