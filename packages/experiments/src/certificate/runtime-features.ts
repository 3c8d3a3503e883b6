/** What the runtime has of that which makes training fast. */
import { jit } from '@mnist1d/jit';
import * as tf from '@tensorflow/tfjs-core';
import { relaxedSimd, simd, threads } from 'wasm-feature-detect';
import { importOptional, onBackend } from '../training/backend.ts';

export interface RuntimeFeatures {
  /** WebAssembly SIMD, which compiled training needs. */
  readonly simd: boolean;
  /** Relaxed SIMD, which `{ relaxed: true }` uses. */
  readonly relaxedSimd: boolean;
  /** Whether relaxed matrix products take one rounding for a multiplication and an addition. */
  readonly fuses: boolean;
  /** Memory that threads of WebAssembly share. */
  readonly threads: boolean;
  /** The adapter of WebGPU by its name; null where there is none. */
  readonly webgpu: string | null;
}

/** Asks the runtime; nothing of it is looked up in a table. */
export async function runtimeFeatures(): Promise<RuntimeFeatures> {
  const hasSimd = await simd();
  const hasRelaxedSimd = await relaxedSimd();
  return {
    simd: hasSimd,
    relaxedSimd: hasRelaxedSimd,
    fuses: hasSimd && hasRelaxedSimd && (await doesFuse()),
    threads: await threads(),
    webgpu: await webgpuAdapter(),
  };
}

/** (1 + ε)² − (1 + 2ε) is ε² with one rounding, and 0 with two. */
async function doesFuse(): Promise<boolean> {
  const epsilon = 2 ** -12;
  return onBackend('cpu', async () => {
    const product = jit((a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b), { relaxed: true });
    const results = tf.tidy(() => {
      const rows = Array.from({ length: 8 }, () => [1, 1 + epsilon]);
      const columns = [new Array(8).fill(-(1 + 2 * epsilon)), new Array(8).fill(1 + epsilon)];
      return product(tf.tensor2d(rows), tf.tensor2d(columns)).dataSync();
    });
    product.dispose();
    return results.every((value) => value === epsilon ** 2);
  });
}

/** As much of WebGPU as is asked here. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info?: { readonly vendor: string; readonly description: string } } | null>;
}

/** The runtime's own, or in Node that of the npm package `webgpu`. */
async function webgpuAdapter(): Promise<string | null> {
  const { navigator } = globalThis as { navigator?: { gpu?: Gpu } };
  try {
    const gpu =
      navigator?.gpu ?? ((await importOptional('webgpu', 'no WebGPU')) as { create(flags: string[]): Gpu }).create([]);
    const adapter = await gpu.requestAdapter();
    if (!adapter) return null;
    return adapter.info?.description || adapter.info?.vendor || 'an adapter without a name';
  } catch {
    return null;
  }
}
