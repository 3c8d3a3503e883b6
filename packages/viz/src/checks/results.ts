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

/** One row of Figure 1: a signal for each digit after a stage of its construction. */
export interface ConstructionRun {
  readonly spec: { readonly stage: string };
  readonly metrics: { readonly signals: readonly (readonly number[])[] };
}

/** Figure 1. */
export interface ConstructionResult extends Result {
  readonly experiment: 'construction';
  readonly data: { readonly runs: readonly ConstructionRun[] };
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

/** One network of Figure 5 after its training: errors in percent, losses in nats. */
export interface DoubleDescentRun {
  readonly spec: {
    readonly model: 'mlp' | 'cnn';
    /** Share of the training labels that were drawn anew: 0 or 0.15 in the paper. */
    readonly labelNoise: number;
    /** Units of each hidden layer, or channels of each convolution. */
    readonly size: number;
    readonly seed: number;
  };
  readonly metrics: {
    readonly trainLoss: number;
    readonly trainError: number;
    readonly testLoss: number;
    readonly testError: number;
  };
}

/** A curve of Figure 5 as the authors published it. */
export interface DoubleDescentCurve {
  readonly model: 'mlp' | 'cnn';
  readonly labelNoise: number;
  readonly sizes: readonly number[];
  readonly trainError: readonly number[];
  readonly testError: readonly number[];
}

/** Figure 5. */
export interface DoubleDescentResult extends Result {
  readonly experiment: 'double-descent';
  readonly data: {
    readonly runs: readonly DoubleDescentRun[];
    readonly published: readonly DoubleDescentCurve[];
  };
}

export type PoolingName = 'none' | 'stride' | 'max' | 'average' | 'l2';

/** One training of Figure 9. Accuracies in percent at each of `steps`. */
export interface PoolingRun {
  readonly spec: { readonly pooling: PoolingName; readonly trainSize: number; readonly seed: number };
  readonly metrics: { readonly testAccuracy: number };
  readonly curves: {
    readonly steps: readonly number[];
    readonly trainAccuracy: readonly number[];
    readonly testAccuracy: readonly number[];
  };
}

/** Figure 9. `published` are the final test accuracies in percent that the authors report. */
export interface PoolingResult extends Result {
  readonly experiment: 'pooling';
  readonly data: {
    readonly runs: readonly PoolingRun[];
    readonly published: readonly {
      readonly pooling: PoolingName;
      readonly trainSize: number;
      readonly testAccuracy: number;
    }[];
  };
}

/** One trial of pruning, round after round (Figure 4 a–c); an entry of each curve per round. */
export interface LotteryPruningRun {
  readonly spec: { readonly kind: 'pruning'; readonly criterion: 'random' | 'magnitude'; readonly seed: number };
  readonly metrics: {
    /** The sparsity of the ticket that is kept, 0 … 1. */
    readonly ticketSparsity: number;
    /** Its first layer: a string of 0 and 1 for each hidden unit, a digit for each input. */
    readonly firstLayerMask: readonly string[];
  };
  readonly curves: {
    readonly sparsity: readonly number[];
    /** At the end of the round's training: nats, nats, percent. */
    readonly trainLoss: readonly number[];
    readonly testLoss: readonly number[];
    readonly finalAccuracy: readonly number[];
    /** Over the evaluations of the round: percent. */
    readonly maxAccuracy: readonly number[];
    readonly meanAccuracy: readonly number[];
  };
}

export type LotteryMask = 'dense' | 'ticket' | 'random';
export type LotteryCondition = 'fresh' | 'shuffled' | 'flipped' | 'chunks' | 'new-weights';

/** One training of the analysis of a ticket. Accuracies in percent at each of `steps`. */
export interface LotteryTransferRun {
  readonly spec: {
    readonly kind: 'transfer';
    readonly mask: LotteryMask;
    readonly condition: LotteryCondition;
    readonly seed: number;
  };
  readonly metrics: { readonly testAccuracy: number };
  readonly curves: { readonly steps: readonly number[]; readonly testAccuracy: readonly number[] };
}

/** How often first-layer weights that are not pruned stand side by side: two, three and four of them. */
export interface Adjacency {
  readonly mask: 'ticket' | 'random';
  /** Over the hidden units. */
  readonly mean: readonly number[];
  readonly standardError: readonly number[];
}

/** Figure 4. */
export interface LotteryResult extends Result {
  readonly experiment: 'lottery';
  readonly data: {
    readonly runs: readonly (LotteryPruningRun | LotteryTransferRun)[];
    readonly adjacency: readonly Adjacency[];
    readonly published: {
      /** Per criterion, the mean over the authors' two trials. */
      readonly pruning: readonly {
        readonly criterion: 'random' | 'magnitude';
        readonly sparsity: readonly number[];
        readonly finalAccuracy: readonly number[];
        readonly maxAccuracy: readonly number[];
      }[];
      readonly transfer: readonly {
        readonly mask: LotteryMask;
        readonly condition: LotteryCondition;
        readonly testAccuracy: number;
      }[];
    };
  };
}

/** One trial of Figure 6; an entry of each curve per outer step. */
export interface MetalearnLrRun {
  readonly spec: { readonly initialLearningRate: number };
  readonly curves: {
    readonly learningRate: readonly number[];
    readonly meanInnerLoss: readonly number[];
    readonly finalInnerLoss: readonly number[];
  };
}

/** Figure 6. `published` are PyTorch's values. */
export interface MetalearnLrResult extends Result {
  readonly experiment: 'metalearn-lr';
  readonly data: {
    readonly runs: readonly MetalearnLrRun[];
    readonly published?: readonly ({ readonly initialLearningRate: number } & MetalearnLrRun['curves'])[];
  };
}

/** Figure 7: the outer training, or one training with another function. */
export interface MetalearnActivationRun {
  readonly spec: { readonly kind: 'learned' | 'baseline' | 'piecewise'; readonly activation?: string };
  readonly metrics: {
    /** Percent. */
    readonly testAccuracy: number;
    /** The learned function after some outer steps, at `x`. */
    readonly x?: readonly number[];
    readonly functions?: readonly { readonly outerStep: number; readonly y: readonly number[] }[];
    readonly knots?: { readonly x: readonly number[]; readonly y: readonly number[] };
  };
  /** Of the outer training: an entry per outer step. */
  readonly curves: { readonly meanInnerLoss?: readonly number[]; readonly testAccuracy?: readonly number[] };
}

/** Figure 7. */
export interface MetalearnActivationResult extends Result {
  readonly experiment: 'metalearn-activation';
  readonly data: {
    readonly runs: readonly MetalearnActivationRun[];
    readonly published?: { readonly meanInnerLoss: readonly number[]; readonly testAccuracy: readonly number[] };
  };
}

/** A quiz that somebody took, or the errors of the CNN. In percent; null for a class without signals. */
export interface HumanRun {
  readonly spec: { readonly kind: 'quiz' | 'class-errors' };
  readonly metrics: {
    readonly accuracy: number;
    readonly errorByClass: readonly (number | null)[];
    /** Of a quiz: rows the true class, columns the answer. */
    readonly confusion?: readonly (readonly number[])[];
  };
}

/** The human baseline of Table 1. `published` is the authors'. */
export interface HumanResult extends Result {
  readonly experiment: 'human';
  readonly data: {
    readonly runs: readonly HumanRun[];
    readonly published: {
      readonly errorByClass: readonly number[];
      readonly confusion: readonly (readonly number[])[];
    };
  };
}

/** Samples in the plane: coordinates and the class of each. */
export interface EmbeddingCurves {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly label: readonly number[];
}

/** t-SNE of one dataset. */
export interface TsneRun {
  readonly spec: { readonly dataset: 'mnist' | 'mnist-1d' };
  readonly curves: EmbeddingCurves;
}

/** Figure 3. */
export interface TsneResult extends Result {
  readonly experiment: 'tsne';
  readonly data: { readonly runs: readonly TsneRun[] };
}

export type ProjectorName = 'default' | 'none' | 'deep';

/** A training of Figure 8, or t-SNE of its output. Accuracies in percent. */
export type SelfSupervisedRun =
  | {
      readonly spec: { readonly kind: 'training'; readonly projector: ProjectorName };
      /** Of a linear classifier on the signals, then on each layer. */
      readonly metrics: { readonly linearByLayer: readonly number[] };
      readonly curves: {
        /** InfoNCE in nats, of each epoch. */
        readonly loss: readonly number[];
        /** Epochs after which the accuracies were measured. */
        readonly epochs: readonly number[];
        readonly knnAccuracy: readonly number[];
        readonly linearAccuracy: readonly number[];
      };
    }
  | {
      readonly spec: { readonly kind: 'embedding'; readonly when: 'before' | 'after' };
      readonly curves: EmbeddingCurves;
    };

/** Figure 8. */
export interface SelfSupervisedResult extends Result {
  readonly experiment: 'self-supervised';
  readonly data: {
    readonly runs: readonly SelfSupervisedRun[];
    /** The authors' values. */
    readonly published?: {
      readonly projectors: Readonly<
        Record<
          ProjectorName,
          {
            readonly epochs: readonly number[];
            readonly loss: readonly number[];
            readonly knnAccuracy: readonly number[];
            readonly linearAccuracy: readonly number[];
            readonly linearByLayer: readonly number[];
          }
        >
      >;
    };
  };
}

/** What a report says of an experiment besides its figures; `@mnist1d/experiments` writes all of it. */
export interface ReportedResult extends Result {
  readonly title: string;
  /** The figures and tables of the paper that it makes. */
  readonly figure: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  /** Wall time of the call that made the result. */
  readonly seconds: number;
  /** Time of each run of `data.runs` when it was made, on one core. */
  readonly runSeconds: readonly number[];
  /** SHA-256 of `data.runs`. */
  readonly digest: string;
  readonly claims: readonly Claim[];
}
