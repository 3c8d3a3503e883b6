/** What goes between an experiment and its workers. */
import type { JsonObject, Run, RunOutput } from './experiment.ts';

/** To a worker: make this run. `module` is imported first where the experiment is not one of ours. */
export interface RunRequest {
  readonly experiment: string;
  readonly module: string | undefined;
  readonly spec: JsonObject;
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

export function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}
