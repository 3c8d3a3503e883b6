/** What goes between the page and the worker that trains one network. */
import type { NetworkSpec } from '../state/networks.ts';

export type Request =
  /** A fresh network, with the weights of its seed; what was there before is gone. */
  | { readonly type: 'start'; readonly spec: NetworkSpec }
  /** Trains on. */
  | { readonly type: 'run' }
  /** Stops after the updates it is at. */
  | { readonly type: 'pause' }
  /** So many updates more. */
  | { readonly type: 'advance'; readonly updates: number }
  /** Updates a second at most. */
  | { readonly type: 'pace'; readonly most: number | undefined }
  /** What is seen in signals, as the data have them standardised; the answer bears the same number. */
  | { readonly type: 'see'; readonly id: number; readonly signals: Float32Array }
  /** What each layer gives for one such signal. */
  | { readonly type: 'trace'; readonly id: number; readonly signal: Float32Array }
  /** The weights as a file. */
  | { readonly type: 'take'; readonly id: number; readonly by: string };

/** How well the network does after so many updates. */
export interface Look {
  readonly updates: number;
  /** Percent of the rows that are trained on, and of the test rows. */
  readonly train: number;
  readonly test: number;
  /** Mean cross-entropy of the test rows, in nats. */
  readonly testLoss: number;
  /** The class that each test row is taken for. */
  readonly predicted: Uint8Array;
  /** The weights of the first layer: a row for each unit or channel. */
  readonly filters: Table | undefined;
}

/** Numbers in rows and columns. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** What a layer gives for a signal: a row for each channel, over time, or one row of units. */
export interface Layer extends Table {
  readonly name: string;
  readonly isOverTime: boolean;
}

export type Report =
  | {
      readonly type: 'ready';
      readonly parameters: number;
      readonly numTrain: number;
      /** Test rows and their classes. */
      readonly xTest: Float32Array;
      readonly yTest: Int32Array;
      readonly length: number;
    }
  /** `losses` are those of the batches since the last report, before their updates; `seconds` what training took, looks left out. */
  | { readonly type: 'progress'; readonly updates: number; readonly losses: Float32Array; readonly seconds: number }
  | { readonly type: 'look'; readonly look: Look }
  /** It rests: paused or done. The digest is that of the weights. */
  | { readonly type: 'rest'; readonly updates: number; readonly digest: string }
  | { readonly type: 'seen'; readonly id: number; readonly logits: Float32Array }
  | { readonly type: 'traced'; readonly id: number; readonly layers: readonly Layer[] }
  | { readonly type: 'taken'; readonly id: number; readonly file: Uint8Array<ArrayBuffer>; readonly updates: number }
  | { readonly type: 'failed'; readonly message: string };
