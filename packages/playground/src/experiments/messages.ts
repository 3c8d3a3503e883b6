/** What goes between the page and the two workers of its experiments: one makes runs, the other draws. A result goes as its file. */
import type { Claim, PresetName } from '@mnist1d/results';

/** An experiment that can be chosen. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly source: 'paper' | 'book' | 'ours';
  /** Where it stands in the paper or the book. */
  readonly figure: string;
  /** What a page leaves out of it, for people; empty where that is nothing. */
  readonly left: string;
  /** The shorter one first; one alone where both are the same. */
  readonly presets: readonly [ListedPreset, ...ListedPreset[]];
}

export interface ListedPreset {
  readonly name: PresetName;
  readonly description: string;
  readonly runs: number;
  /** Expected, of one core. */
  readonly seconds: number;
  /** Expected seconds of the longest chain of runs that wait for one another: more workers do not make it shorter. */
  readonly longest: number;
}

/** An experiment and its configuration. */
export interface Choice {
  readonly id: string;
  readonly preset: PresetName;
}

/** What an experiment has come to: the result, or that of the runs so far. */
export interface Outcome {
  readonly experiment: string;
  readonly title: string;
  readonly figure: string;
  readonly preset: string;
  /** Runs that there are, of so many. */
  readonly finished: number;
  readonly runs: number;
  readonly claims: readonly Claim[];
  /** The result file. */
  readonly file: Blob;
}

/** How far an experiment is. */
export interface Progress {
  readonly finished: number;
  readonly runs: number;
  /** The runs that it is at. */
  readonly running: readonly string[];
  /** Share of the whole, 0 … 1, and the share that was kept from before. */
  readonly fraction: number;
  readonly before: number;
}

export type RunnerRequest =
  /** How many runs of it are kept. */
  | { readonly type: 'count'; readonly choice: Choice }
  /** Makes the runs that are not kept, so many at a time; with `fresh` all of them. */
  | { readonly type: 'run'; readonly choice: Choice; readonly fresh: boolean; readonly workers: number }
  /** Checks a result file. */
  | { readonly type: 'read'; readonly file: Blob };

export type RunnerReport =
  /** It can make runs, as every worker of this script. */
  | { readonly type: 'ready' }
  | { readonly type: 'list'; readonly list: readonly Listed[] }
  | { readonly type: 'kept'; readonly choice: Choice; readonly finished: number }
  | { readonly type: 'progress'; readonly progress: Progress }
  /** Of the runs so far. */
  | { readonly type: 'partial'; readonly outcome: Outcome }
  /** Of all runs; `remarks` are what a reader should know of a file. */
  | { readonly type: 'done'; readonly outcome: Outcome; readonly remarks: readonly string[] }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string };

export type Theme = 'light' | 'dark';

/** How figures are drawn. */
export interface Look {
  readonly theme: Theme;
  /** Panels one below another. */
  readonly stacked: boolean;
}

export type DrawingRequest = { readonly id: number; readonly file: Blob; readonly look: Look } & (
  | { readonly type: 'svg' }
  | { readonly type: 'png'; readonly name: string }
);

/** A figure as an SVG document, by the name of its file. */
export interface Figure {
  readonly name: string;
  readonly svg: Blob;
  /** Pixels. */
  readonly width: number;
}

export type DrawingReport =
  | { readonly id: number; readonly figures: readonly Figure[] }
  | { readonly id: number; readonly png: Blob }
  | { readonly id: number; readonly error: string };
