/** Chooses the tfjs backend that eager training runs on. */
import * as tf from '@tensorflow/tfjs-core';

/** Where training can run: compiled, or on a backend of tfjs. `jit` and `cpu` are always there, the others are optional packages. */
export const backends = ['jit', 'cpu', 'wasm', 'webgpu'] as const;
export type Backend = (typeof backends)[number];
/** The backends of tfjs among them. */
export type TfjsBackend = Exclude<Backend, 'jit'>;

/**
 * Loads a tfjs backend and makes it the active one of this process.
 *
 * @throws Error when its package is not installed or the machine has no device for it
 */
export async function useBackend(name: TfjsBackend): Promise<void> {
  // Keeps the advertisement for tfjs-node, which the cpu backend prints in Node, off people's terminals.
  tf.enableProdMode();
  if (tf.getBackend() === name) return;
  try {
    await load[name]();
  } catch (cause) {
    throw new Error(`backend '${name}' cannot be loaded: ${(cause as Error).message}`, { cause });
  }
  if (!(await tf.setBackend(name).catch(() => false))) {
    throw new Error(`backend '${name}' found no device it can run on; 'cpu' runs everywhere`);
  }
}

const load: Record<TfjsBackend, () => Promise<unknown>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  async webgpu() {
    const host = globalThis as { navigator?: { gpu?: unknown } };
    if (!host.navigator?.gpu) await provideWebGpu(host);
    return import('@tensorflow/tfjs-backend-webgpu');
  },
};

/** Node has no navigator.gpu of its own; the npm package `webgpu` (Dawn) brings one. */
async function provideWebGpu(host: { navigator?: { gpu?: unknown } }): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(host, globals);
  Object.defineProperty(host, 'navigator', { value: { ...host.navigator, gpu: create([]) }, configurable: true });
}
