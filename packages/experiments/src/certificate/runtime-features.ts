/** What the runtime has of that which makes training fast. */
import { fuses, missingForThreads } from '@mnist1d/jit';
import { relaxedSimd, simd } from 'wasm-feature-detect';
import { importOptional } from '../training/backend.ts';

export interface RuntimeFeatures {
  /** WebAssembly SIMD, which compiled training needs. */
  readonly simd: boolean;
  /** Relaxed SIMD, which `numerics: 'fused'` needs. */
  readonly relaxedSimd: boolean;
  /** Whether it takes one rounding for a multiplication and an addition: whether `numerics: 'fused'` is available. */
  readonly fuses: boolean;
  /** Whether several threads can work on an update together. */
  readonly threads: boolean;
  /** What is missing for that: a page that is cross-origin isolated, a thread that may wait. */
  readonly missingForThreads?: string;
  /** The adapter of WebGPU by its name; null where there is none. */
  readonly webgpu: string | null;
}

/** Asks the runtime; nothing of it is looked up in a table. */
export async function runtimeFeatures(): Promise<RuntimeFeatures> {
  const missing = missingForThreads();
  return {
    simd: await simd(),
    relaxedSimd: await relaxedSimd(),
    fuses: fuses(),
    threads: missing === undefined,
    ...(missing !== undefined && { missingForThreads: missing }),
    webgpu: await webgpuAdapter(),
  };
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
