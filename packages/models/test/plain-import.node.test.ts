import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('importing the built package is enough for gradients in Node, with one tfjs-core', () => {
  const program = `
    import * as tf from '@tensorflow/tfjs-core';
    import '@tensorflow/tfjs-backend-cpu';
    const before = tf.getGradient('Relu') === undefined;
    const { mlp } = await import('@mnist1d/models');
    await tf.setBackend('cpu');
    const model = mlp();
    const params = model.init(42);
    const [slope] = tf.grads((bias) => tf.sum(model.apply({ ...params, 'linear3.bias': bias }, tf.ones([3, 40]))))([
      params['linear3.bias'],
    ]);
    console.log(JSON.stringify({ before, slope: [...slope.dataSync()], tensors: params['linear1.bias'] instanceof tf.Tensor }));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const result = JSON.parse(output.slice(output.lastIndexOf('{'))) as object;
  // The first says that tfjs-core still registers none of its own, which is why this package does.
  expect(result).toEqual({ before: true, slope: Array(10).fill(3), tensors: true });
});
