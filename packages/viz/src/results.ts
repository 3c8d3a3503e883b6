/** The results that the figures draw: plain JSON, as `@mnist1d/experiments` writes it. Only the fields that a figure reads. */

/** What every experiment's result has in common. */
export interface Result {
  readonly experiment: string;
  readonly preset: string;
  readonly data: { readonly runs: readonly unknown[] };
}

/** One check of a claim of the paper. `holds` is null where the run was too short to tell. */
export interface Claim {
  readonly id: string;
  readonly text: string;
  readonly holds: boolean | null;
  readonly measured: number | null;
  readonly published: number | null;
  readonly rule: string;
}

export type ClassifierName = 'logistic' | 'mlp' | 'cnn' | 'gru';

/** One training run of Figure 2: a model on plain or shuffled features from one seed. Accuracies in percent at each of `steps`. */
export interface ClassificationRun {
  readonly spec: {
    readonly kind: 'training';
    readonly model: ClassifierName;
    readonly features: 'plain' | 'shuffled';
    readonly seed: number;
  };
  readonly curves: {
    readonly steps: readonly number[];
    readonly trainAccuracy: readonly number[];
    readonly testAccuracy: readonly number[];
  };
}

/** The run behind the per-class error bars: a CNN stopped early, its errors per class in percent. */
export interface ClassErrorsRun {
  readonly spec: { readonly kind: 'class-errors'; readonly model: ClassifierName; readonly seed: number };
  readonly metrics: { readonly errorByClass: readonly number[] };
}

/** Figure 2 and Table 1. */
export interface ClassificationResult extends Result {
  readonly experiment: 'classification';
  readonly data: {
    readonly runs: readonly (ClassificationRun | ClassErrorsRun)[];
    /** The human baseline of the paper: test accuracy and errors by class, in percent. */
    readonly human: { readonly accuracy: number; readonly errorByClass: readonly number[] };
  };
}
