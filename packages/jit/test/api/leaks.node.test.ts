/** Memory stays flat over many runs and many compilations. */
import '@mnist1d/models';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { compileLoop, jit, scan } from '../../src/index.ts';

const MIB = 2 ** 20;
/** Collects garbage now. */
let collect: () => void;

beforeAll(async () => {
  await tf.setBackend('cpu');
  setFlagsFromString('--expose-gc');
  collect = runInNewContext('gc') as () => void;
});

/** Bytes that live after garbage is collected; WebAssembly memories are freed a turn later. */
async function living(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Counts the bytes of the WebAssembly memories that live. */
function watchMemories() {
  const Native = WebAssembly.Memory;
  const made: WeakRef<WebAssembly.Memory>[] = [];
  WebAssembly.Memory = class extends Native {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made.push(new WeakRef(this));
    }
  };
  return {
    living: () => made.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0),
    count: () => made.length,
    restore: () => {
      WebAssembly.Memory = Native;
    },
  };
}

const mlp = () => ({
  state: { w: tf.ones([40, 20]) as tf.Tensor2D, v: tf.ones([20, 10]) as tf.Tensor2D, count: tf.scalar(0, 'int32') },
  data: { x: tf.randomNormal([500, 40], 0, 1, 'float32', 1) as tf.Tensor2D },
  batchSize: 20,
  step: ({ w, v, count }: { w: tf.Tensor2D; v: tf.Tensor2D; count: tf.Scalar }, { x }: { x: tf.Tensor2D }) => {
    const loss = (w: tf.Tensor, v: tf.Tensor) =>
      tf.mean(tf.square(tf.matMul(tf.tanh(tf.matMul(x, w as tf.Tensor2D)), v as tf.Tensor2D))) as tf.Scalar;
    const { value, grads } = tf.valueAndGrads(loss)([w, v]);
    const [dw, dv] = grads.map((grad) => tf.mul(1e-3, grad)) as [tf.Tensor2D, tf.Tensor2D];
    return {
      state: {
        w: tf.sub(w, dw) as tf.Tensor2D,
        v: tf.sub(v, dv) as tf.Tensor2D,
        count: tf.add(count, tf.scalar(1, 'int32')) as tf.Scalar,
      },
      loss: value,
    };
  },
});

test('over 100,000 steps of a loop, in 100 runs', async () => {
  const loop = compileLoop(mlp());
  const order = Int32Array.from({ length: 1000 * 20 }, (_, i) => (i * 7919) % 500);
  const run = async (runs: number) => {
    for (let i = 0; i < runs; i++) {
      await loop.run(1000, i % 2 ? { order } : {});
      tf.dispose(loop.read());
    }
  };
  await run(10);
  const tensors = tf.memory().numTensors;
  const before = await living();
  await run(90);
  expect(loop.position).toBe(100_000);
  expect(tf.memory().numTensors).toBe(tensors);
  expect((await living()) - before).toBeLessThan(4 * MIB);
});

test('over 1,000 compilations, used and disposed', async () => {
  const memories = watchMemories();
  const x = tf.ones([4, 3]) as tf.Tensor2D;
  const once = async () => {
    const w = tf.variable(tf.ones([3, 2]) as tf.Tensor2D);
    const optimizer = tf.train.adam(0.1);
    const step = jit(
      (x: tf.Tensor2D) =>
        optimizer.minimize(() => tf.mean(tf.square(tf.matMul(x, w))) as tf.Scalar, true, [w]) as tf.Scalar,
    );
    tf.dispose(step(x));
    step.dispose();
    const loop = compileLoop({
      state: { w: tf.tidy(() => tf.ones([3, 2])) as tf.Tensor2D },
      data: { x },
      batchSize: 2,
      step: ({ w }, batch) => {
        const { value, grad } = tf.valueAndGrad((w: tf.Tensor) =>
          tf.mean(tf.square(tf.matMul(batch.x, w as tf.Tensor2D))),
        )(w);
        return { state: { w: tf.sub(w, grad) as tf.Tensor2D }, loss: value };
      },
    });
    await loop.run(2);
    loop.dispose();
    optimizer.dispose();
    w.dispose();
  };
  const tensors = () => tf.memory().numTensors;
  const many = async (times: number) => {
    for (let i = 0; i < times; i++) {
      tf.engine().startScope();
      await once();
      tf.engine().endScope();
    }
  };
  try {
    await many(50);
    const before = { tensors: tensors(), bytes: await living(), wasm: memories.living() };
    await many(450);
    expect(memories.count()).toBeGreaterThanOrEqual(1000);
    const growth = (await living()) - before.bytes;
    expect(tensors()).toBe(before.tensors);
    expect(memories.living() - before.wasm).toBeLessThan(4 * MIB);
    expect(growth).toBeLessThan(12 * MIB);
  } finally {
    memories.restore();
  }
});

test('over 300 scans, each with a step of its own', async () => {
  const memories = watchMemories();
  const once = () =>
    tf.tidy(() => {
      const step = (carry: tf.Tensor, x: tf.Tensor) => ({ carry: tf.add(tf.mul(carry, 0.5), x) });
      const { vjp } = scan(step, tf.ones([100, 10]) as tf.Tensor, tf.ones([20, 100, 10]));
      vjp({ carry: tf.ones([100, 10]) });
    });
  const many = (times: number) => {
    for (let i = 0; i < times; i++) once();
  };
  try {
    many(30);
    const before = { tensors: tf.memory().numTensors, bytes: await living(), wasm: memories.living() };
    many(300);
    const growth = (await living()) - before.bytes;
    expect(tf.memory().numTensors).toBe(before.tensors);
    expect(memories.living() - before.wasm).toBeLessThan(4 * MIB);
    expect(growth).toBeLessThan(8 * MIB);
  } finally {
    memories.restore();
  }
});
