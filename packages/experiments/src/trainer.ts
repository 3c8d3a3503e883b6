/** What trains: a model with its optimiser on some backend. */
import type { ArrayParameter } from './train.ts';

export interface Trainer {
  /**
   * Makes `count` updates more. Update k takes the rows from (k · batchSize) mod numTrain on, fewer than batchSize at the end.
   *
   * @returns the loss of each, before it
   * @throws the signal's reason when aborted
   */
  advance(count: number, options: AdvanceOptions): Promise<ArrayLike<number>>;
  /** The logits of rows, row-major, with the present parameters. */
  logits(x: Float32Array, rows: number): Promise<Float32Array>;
  /** The present parameters. */
  parameters(): Promise<Record<string, ArrayParameter>>;
  /** Frees what it holds on a device. */
  dispose(): void;
}

interface AdvanceOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called some twenty times a second with the number of updates made by this call. */
  readonly onProgress: (done: number) => void;
}

/** The rows that a trainer trains on, and how. */
export interface TrainingPlan {
  readonly x: Float32Array;
  readonly y: Int32Array;
  readonly length: number;
  readonly numTrain: number;
  readonly numClasses: number;
  readonly batchSize: number;
  /** Updates at most. */
  readonly steps: number;
}

/** The rows of update `step`. */
export function batchOf(step: number, { batchSize, numTrain }: TrainingPlan): { first: number; rows: number } {
  const first = (step * batchSize) % numTrain;
  return { first, rows: Math.min(batchSize, numTrain - first) };
}
