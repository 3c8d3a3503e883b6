/** What trains: a model with its optimiser on some backend, one update after another. */
import type { ArrayParameter } from './train.ts';

export interface Trainer {
  /** Makes update `step` with `rows` training rows from `first` on. */
  update(step: number, first: number, rows: number): void;
  /** The losses of the updates since the last call. */
  takeLosses(): Promise<number[]>;
  /** The logits of rows, row-major, with the present parameters. */
  logits(x: Float32Array, rows: number): Promise<Float32Array>;
  /** The present parameters. */
  parameters(): Promise<Record<string, ArrayParameter>>;
  /** Frees what it holds on a device. */
  dispose(): void;
}

/** The rows that a trainer trains on. */
export interface TrainingRows {
  readonly x: Float32Array;
  readonly y: Int32Array;
  readonly length: number;
  readonly numTrain: number;
  readonly numClasses: number;
}
