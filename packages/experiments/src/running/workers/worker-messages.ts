/** What goes between an experiment and its workers. */
import type { Numerics } from '@mnist1d/jit';
import type { JsonObject, Run, RunOutput } from '../experiment.ts';

/** To a worker: make this run. `module` is imported first where the experiment is not one of ours. */
export interface RunRequest {
  readonly experiment: string;
  readonly module: string | undefined;
  readonly spec: JsonObject;
  readonly numerics: Numerics | undefined;
  /** Cores that are there for this run. */
  readonly threads: number;
  /** Its last checkpoint. */
  readonly state: JsonObject | undefined;
  readonly needed: readonly Run[];
}

/** From a worker, about the run it was given. */
export type RunReport =
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'checkpoint'; readonly state: JsonObject }
  | { readonly type: 'done'; readonly output: RunOutput }
  | { readonly type: 'failed'; readonly error: unknown };

/** Whatever comes from a worker; `ready` once it listens. */
export type WorkerMessage = RunReport | { readonly type: 'ready' };

/** What happens to a thread, Node's or the browser's. */
export interface WorkerEvents {
  onMessage(message: WorkerMessage): void;
  /** `how` comes before the reason where the worker has begun. */
  onDeath(reason: string, cause?: unknown, how?: string): void;
}

/** A thread, however it is started. */
export interface Thread {
  post(request: RunRequest): void;
  terminate(): void;
}

export function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}

/** What runs in Node alone: nothing in pages, or where Node is given what pages have, by the condition `browser` (as in Jest's jsdom). */
export async function nodeOnly(): Promise<Partial<typeof import('#node-only')>> {
  return isNode() ? import('#node-only') : {};
}
