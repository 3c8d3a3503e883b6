/** What goes between the page and the worker that makes data. */
import type { JsonObject } from '@mnist1d/results';

export type DataFormat = 'npz' | 'csv' | 'json';

export type DataRequest =
  /** The first training signals of each class. */
  | { readonly type: 'signals'; readonly options: JsonObject; readonly perClass: number }
  /** A signal after each stage of its construction; `draw` says which of all that the seed gives. */
  | { readonly type: 'stages'; readonly options: JsonObject; readonly digit: number; readonly draw: number }
  /** The whole dataset as a file. */
  | { readonly type: 'file'; readonly options: JsonObject; readonly format: DataFormat };

/** Signals, row-major, standardised, those of class 0 first. */
export interface Signals {
  readonly x: Float32Array;
  readonly y: readonly number[];
  readonly length: number;
}

export interface Stage {
  readonly name: string;
  readonly x: Float64Array;
}

export interface DataAnswers {
  readonly signals: Signals;
  readonly stages: readonly Stage[];
  readonly file: Uint8Array<ArrayBuffer> | string;
}

export type DataReport =
  | { readonly id: number; readonly answer: DataAnswers[keyof DataAnswers] }
  | { readonly id: number; readonly error: string };
