/** Tensors of a backend that gives values asynchronously, as WebGPU's does where there is no canvas. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileLoop, ExecutionError, jit, RecordingError } from '../../src/index.ts';

/** Keeps values as if on a device: what was read once has a copy here. */
class Later extends tf.KernelBackend {
  readonly #device = new Map<object, tf.BackendValues>();
  readonly #here = new Map<object, tf.BackendValues>();

  override write(values: tf.BackendValues): object {
    const dataId = {};
    this.#device.set(dataId, values);
    return dataId;
  }
  override async read(dataId: object): Promise<tf.BackendValues> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const values = this.#device.get(dataId)!;
    this.#here.set(dataId, values);
    return values;
  }
  override readSync(dataId: object): tf.BackendValues {
    const values = this.#here.get(dataId);
    if (!values) throw new ReferenceError('OffscreenCanvas is not defined');
    return values;
  }
  override disposeData(dataId: object): boolean {
    return this.#device.delete(dataId);
  }
  override refCount = () => 1;
  override incRef(): void {}
  override numDataIds = () => this.#device.size;
  override dispose(): void {}
  override floatPrecision = () => 32 as const;
}

beforeAll(async () => {
  tf.registerBackend('later', () => new Later());
  await tf.setBackend('later');
});
afterAll(async () => {
  await tf.setBackend('cpu');
  tf.removeBackend('later');
});

const double = jit((x: tf.Tensor) => tf.mul(x, 2));
const refused =
  "jit: a tensor of shape [3] on the backend later cannot be read at once (OffscreenCanvas is not defined); await its data() before, or make it after tf.setBackend('cpu')";

test('an argument that was not read is refused, and one that was is taken', async () => {
  const x = tf.tensor1d([1, 2, 3]);
  expect(() => double(x)).toThrow(refused);
  expect(() => double(x)).toThrow(ExecutionError);
  await x.data();
  const y = double(x);
  expect([...(await y.data())]).toEqual([2, 4, 6]);
  // The result is on the backend, too.
  expect(() => double(double(y))).toThrow(refused);
});

test('so are constants, variables, and the state of a loop', async () => {
  const constant = tf.tensor1d([1, 2, 3]);
  const adds = jit((x: tf.Tensor) => tf.add(x, constant));
  const x = tf.tensor1d([1, 1, 1]);
  await x.data();
  expect(() => adds(x)).toThrow(refused);
  expect(() => adds(x)).toThrow(RecordingError);
  const step = ({ w }: { w: tf.Tensor }) => ({ state: { w: tf.mul(w, 2) } });
  expect(() => compileLoop({ state: { w: constant }, step })).toThrow(refused);
  await constant.data();
  expect([...(await adds(x).data())]).toEqual([2, 3, 4]);
  const loop = compileLoop({ state: { w: constant }, step });
  await loop.run(3);
  expect([...(await loop.read().w.data())]).toEqual([8, 16, 24]);
  const w = tf.variable(tf.tensor1d([1, 2, 3]));
  const scaled = jit(() => tf.mul(w, 3));
  expect(() => scaled()).toThrow(refused);
  await w.data();
  expect([...(await scaled().data())]).toEqual([3, 6, 9]);
});

test('tensors of the backend cpu are taken beside them', async () => {
  await tf.setBackend('cpu');
  const x = tf.tensor1d([1, 2, 3]);
  await tf.setBackend('later');
  expect([...(await double(x).data())]).toEqual([2, 4, 6]);
});
