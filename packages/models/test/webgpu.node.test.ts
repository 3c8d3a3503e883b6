/**
 * The models on WebGPU through Dawn. Without a GPU, Chromium's SwiftShader will do: VK_ICD_FILENAMES names its ICD file
 * (/usr/lib/chromium/vk_swiftshader_icd.json), and LD_LIBRARY_PATH the folder with libvulkan.so.1 where the system has none.
 * REQUIRE_WEBGPU makes a missing adapter an error.
 */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import { create, globals } from 'webgpu';
import {
  type Classifier,
  createModel,
  type ModelName,
  type Params,
  TorchRandom,
  withoutBuffers,
} from '../src/index.ts';
import { crossEntropy, valueAndGradients } from './cpu-backend.ts';

Object.assign(globalThis, globals);
const gpu = create([]);
Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
const adapter = await gpu.requestAdapter().catch(() => null);
if (!adapter && process.env.REQUIRE_WEBGPU) throw new Error('REQUIRE_WEBGPU is set, but there is no WebGPU adapter');
if (!adapter) console.log('models on webgpu: not tested, no adapter here (VK_ICD_FILENAMES can name a driver)');

const names: readonly ModelName[] = ['logistic', 'mlp', 'cnn', 'gru', 'resnet', 'dilated-cnn', 'tcn'];

describe.skipIf(!adapter)('on webgpu', () => {
  afterAll(() => tf.setBackend('cpu'));

  test.each(names)('%s gives the logits and gradients of the cpu backend', async (name) => {
    const model = createModel(name) as never as Classifier<Params>;
    const random = new TorchRandom(1);
    const x = random.randn(8 * 40);
    const classes = random.randint(0, 10, 8);
    const run = async () => {
      const params = model.init(5);
      const input = tf.tensor2d(x, [8, 40]);
      const logits = await model.apply(params, input).data();
      const inTraining = (p: Params) =>
        model.applyInTraining?.(p, input, () => expect.unreachable()).logits ?? model.apply(p, input);
      const { gradients } = valueAndGradients(withoutBuffers(model, params), (trained: Params) =>
        crossEntropy(inTraining({ ...params, ...trained }), classes),
      );
      const entries = Object.entries(gradients).map(async ([key, tensor]) => [key, await tensor.data()] as const);
      return { logits, gradients: Object.fromEntries(await Promise.all(entries)) };
    };
    await tf.setBackend('cpu');
    const expected = await run();
    await import('@tensorflow/tfjs-backend-webgpu');
    expect(await tf.setBackend('webgpu')).toBe(true);
    const actual = await run();
    expect(tf.getBackend()).toBe('webgpu');
    const close = (a: ArrayLike<number>, b: ArrayLike<number>, what: string) => {
      const size = Math.max(...Array.from(b, Math.abs));
      Array.from(a).forEach((value, i) => expect(Math.abs(value - b[i]!), what).toBeLessThan(1e-4 * size + 1e-6));
    };
    close(actual.logits, expected.logits, 'logits');
    for (const key of Object.keys(expected.gradients)) close(actual.gradients[key]!, expected.gradients[key]!, key);
  });
});
