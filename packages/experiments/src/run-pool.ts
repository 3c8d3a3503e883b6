/** Makes runs, in this thread or spread over worker threads. The results are the same bits either way. */
import workerpool from 'workerpool';
import type { Experiment, JsonObject, RunOutput } from './experiment.ts';

export interface RunPool {
  /** How many runs it makes at a time. */
  readonly size: number;
  run(experiment: Experiment, spec: JsonObject, onProgress: (fraction: number) => void): Promise<RunOutput>;
  /** Ends the workers, whatever they are at. */
  close(): Promise<void>;
}

/** Runs in this thread, one at a time. */
export function inThread(signal: AbortSignal | undefined): RunPool {
  return {
    size: 1,
    run: (experiment, spec, onProgress) => experiment.run(spec, { signal, onProgress }),
    async close() {},
  };
}

/**
 * Runs in `size` worker threads (Node's, or the browser's module workers). A worker knows the experiments of this package
 * and those whose `module` it can import.
 */
export function inWorkers(size: number, signal: AbortSignal | undefined): RunPool {
  const pool = workerpool.pool(workerScript(), {
    maxWorkers: size,
    workerType: isNode() ? 'thread' : 'web',
    workerOpts: { type: 'module' },
  });
  const close = async () => void (await pool.terminate(true));
  signal?.addEventListener('abort', close);
  return {
    size,
    async run(experiment, spec, onProgress) {
      try {
        return await pool.exec('run', [experiment.id, experiment.module, spec], { on: onProgress });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
    async close() {
      signal?.removeEventListener('abort', close);
      await close();
    },
  };
}

/** The number of cores that this process may use. */
export function availableCores(): number {
  if (isNode()) return process.getBuiltinModule('node:os').availableParallelism();
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}

function workerScript(): string {
  const url = new URL('./worker.js', import.meta.url);
  return isNode() ? process.getBuiltinModule('node:url').fileURLToPath(url) : url.href;
}

function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}
