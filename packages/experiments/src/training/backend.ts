/** Chooses the tfjs backend that eager training runs on. */
import { checkName, refuse } from '@mnist1d/checks';
import type { Numerics } from '@mnist1d/jit';
import * as tf from '@tensorflow/tfjs-core';

/** Where training can run: compiled, or on a backend of tfjs. `jit` and `cpu` are always there, the others are optional packages. */
export const backends = ['jit', 'cpu', 'wasm', 'webgpu'] as const;
export type Backend = (typeof backends)[number];
/** What depends on the backend. */
interface Chosen {
  readonly backend?: Backend | undefined;
  readonly numerics?: Numerics | undefined;
  readonly threads?: number | undefined;
}

/** @throws RangeError or TypeError where there is no such backend, or it is given what the compiled one alone has */
export function checkBackend(where: string, options: Chosen): void {
  const { backend = 'jit', numerics = 'exact', threads = 1 } = options;
  if (checkName(where, 'backend', backend, backends) === 'jit') return;
  if (numerics !== 'exact') refuse(where, 'numerics', "'exact' on a backend of tfjs", numerics);
  if (threads !== 1) refuse(where, 'threads', '1 on a backend of tfjs', threads);
}

/** The backends of tfjs among them. */
export type TfjsBackend = Exclude<Backend, 'jit'>;

/**
 * Loads a tfjs backend, unless the program has imported it, and makes it the active one of this process.
 *
 * @throws Error when its package is not installed or the machine has no device for it
 */
export async function useBackend(name: TfjsBackend): Promise<void> {
  if (tf.getBackend() !== name) {
    try {
      if (!tf.findBackendFactory(name)) await load[name]();
    } catch (cause) {
      throw new Error(`backend '${name}' cannot be loaded: ${(cause as Error).message}`, { cause });
    }
    if (!(await tf.setBackend(name).catch(() => false))) {
      throw new Error(`backend '${name}' found no device; 'cpu' runs everywhere`);
    }
  }
  if (name === 'cpu') useQuietly();
}

/** What is under way on backends of its choice, and the backend that was active before. */
const work = { count: 0, before: undefined as string | undefined, chosen: undefined as string | undefined };

/**
 * The tfjs backend of that name is the active one while `make` is under way. Then the one that the page has chosen is so again,
 * or would choose, of those it has registered; where works overlap, after the last of them.
 *
 * @throws as {@link useBackend}
 */
export async function onBackend<T>(name: TfjsBackend, make: () => Promise<T>): Promise<T> {
  // Who chooses another one meanwhile gets that back.
  if (work.count++ === 0 || tf.getBackend() !== work.chosen) work.before = tf.getBackend() || firstByPriority();
  try {
    await useBackend(name);
    work.chosen = name;
    return await make();
  } finally {
    if (--work.count === 0 && work.before && tf.getBackend() === work.chosen) await tf.setBackend(work.before);
  }
}

/** The backend that tfjs would choose. */
function firstByPriority(): string | undefined {
  const [first] = Object.entries(tf.engine().registryFactory).sort(([, a], [, b]) => b.priority - a.priority);
  return first?.[0];
}

let isFirstUse = true;

/** The first tensor in Node makes the cpu backend print an advertisement for tfjs-node, unless tfjs is in production mode. */
function useQuietly(): void {
  if (!isFirstUse) return;
  isFirstUse = false;
  const wasProduction = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  tf.scalar(0).dispose();
  tf.env().set('PROD', wasProduction);
}

const load: Record<TfjsBackend, () => Promise<unknown>> = {
  async cpu() {
    // For its effect alone: a bundler needs no file for what it gives.
    await import('@tensorflow/tfjs-backend-cpu');
  },
  wasm: () => importBackend('@tensorflow/tfjs-backend-wasm'),
  async webgpu() {
    const host = globalThis as { navigator?: { gpu?: unknown } };
    if (!host.navigator?.gpu) await provideWebGpu(host);
    return importBackend('@tensorflow/tfjs-backend-webgpu');
  },
};

function importBackend(name: string): Promise<unknown> {
  return importOptional(name, `npm install ${name}; bundles must import '${name}' itself`);
}

/** Node has no navigator.gpu of its own; the npm package `webgpu` (Dawn) brings one. */
async function provideWebGpu(host: { navigator?: { gpu?: unknown } }): Promise<void> {
  const dawn = await importOptional('webgpu', 'there is no navigator.gpu; in Node, npm install webgpu');
  const { create, globals } = dawn as typeof import('webgpu');
  Object.assign(host, globals);
  Object.defineProperty(host, 'navigator', { value: { ...host.navigator, gpu: create([]) }, configurable: true });
}

/**
 * Imports a package that need not be installed. Its name is no literal where it is imported, which a bundler would insist on: what
 * it bundles imports the package itself.
 *
 * @throws Error that says what to do, and what is wrong
 */
export async function importOptional(name: string, otherwise: string): Promise<unknown> {
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
  } catch (cause) {
    throw new Error(`${otherwise} (${(cause as Error).message})`, { cause });
  }
}
