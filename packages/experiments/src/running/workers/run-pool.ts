/** Makes runs, in this thread or spread over worker threads. The results are the same bits either way. */
import type { Numerics } from '@mnist1d/jit';
import type { Experiment, JsonObject, Run, RunOutput } from '../experiment.ts';
import { isBuiltIn } from '../registry.ts';
import { callRun } from './call-run.ts';
import { type Death, startWorker, type WorkerThread } from './start-worker.ts';
import { isNode } from './worker-messages.ts';

export interface RunPool {
  /** How many runs it makes at a time; no more may be asked of it at once. */
  readonly size: number;
  run(task: RunTask): Promise<RunOutput>;
  /** Ends the workers, whatever they are at. */
  close(): void;
}

/** A run to be made. */
interface RunTask {
  readonly experiment: Experiment;
  readonly spec: JsonObject;
  readonly numerics: Numerics | undefined;
  /** Cores that are there for it. */
  readonly threads: number;
  /** Its last checkpoint. */
  readonly state: JsonObject | undefined;
  readonly needed: readonly Run[];
  onProgress(fraction: number): void;
  onCheckpoint(state: JsonObject): Promise<void>;
}

/** Runs in this thread, one at a time. */
export function inThread(signal: AbortSignal | undefined): RunPool {
  return {
    size: 1,
    run: ({ experiment, spec, state, onCheckpoint, ...task }) =>
      callRun(experiment, spec, { ...task, signal, checkpoint: { read: () => state, write: onCheckpoint } }),
    close() {},
  };
}

/**
 * Runs in `size` worker threads (Node's, or the browser's module workers). A worker knows the experiments of this package
 * and those whose `module` it can import.
 */
export function inWorkers(size: number, signal: AbortSignal | undefined): RunPool {
  const idle: WorkerThread[] = [];
  const all: WorkerThread[] = [];
  return {
    size,
    async run({ experiment, spec, onProgress, onCheckpoint, ...task }) {
      if (experiment.module === undefined && !isBuiltIn(experiment.id)) {
        throw new TypeError(
          `experiment '${experiment.id}' has no module for workers to import: give it \`module: import.meta.url\`, or leave out \`workers\``,
        );
      }
      let worker = idle.pop();
      while (worker?.isDead()) worker = idle.pop();
      worker ??= startWorker();
      if (!all.includes(worker)) all.push(worker);
      const { listen, post } = worker;
      let stop = () => {};
      try {
        // Checkpoints are written one after another, and before the run counts as finished.
        let kept = Promise.resolve();
        const output = await new Promise<RunOutput>((resolve, reject) => {
          stop = () => reject(signal?.reason);
          if (signal?.aborted) stop();
          signal?.addEventListener('abort', stop, { once: true });
          listen((report) => {
            if (report.type === 'progress') onProgress(report.fraction);
            else if (report.type === 'checkpoint') {
              kept = kept.then(() => onCheckpoint(report.state));
              kept.catch(reject);
            } else if (report.type === 'done') resolve(report.output);
            else if (report.type === 'failed') reject(report.error);
            else reject(new WorkerDeath(experiment.id, experiment.label(spec), report));
          });
          post({ experiment: experiment.id, module: experiment.module, spec, ...task }).catch(reject);
        });
        await kept;
        idle.push(worker);
        return output;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    close() {
      for (const worker of all) worker.terminate();
    },
  };
}

/** The number of cores that this process may use. */
export function availableCores(): number {
  if (isNode()) return process.getBuiltinModule('node:os').availableParallelism();
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}

/** A worker that ended before its run was done: it left the process, ran out of memory, or something in it was not caught. */
export class WorkerDeath extends Error {
  constructor(experiment: string, label: string, { reason, cause }: Death) {
    super(`experiment '${experiment}': the worker of the run '${label}' ${reason}`, { cause });
    this.name = 'WorkerDeath';
  }
}
