/**
 * What the experiments take, as it was measured; nothing of it is part of an experiment. Ours: each preset over two cores of an
 * AMD EPYC, Node 20. PyTorch's: version 1.13, one thread of the same processor, milliseconds per update or outer step
 * (bench/torch_times.py and the benchmark of @mnist1d/jit), from which the time of the same updates follows.
 */
import type { JsonObject, PresetName } from '../running/experiment.ts';
import type { ClassErrorSpec } from './classification/class-errors.ts';
import type { TrainingSpec } from './classification/train-classifier.ts';
import type { FitSpec } from './double-descent/fit.ts';
import type { PruningSpec } from './lottery/pruning.ts';
import type { TransferSpec } from './lottery/ticket-transfer.ts';
import type { LearnedSpec } from './metalearn-activation/learn-activation.ts';
import type { BaselineSpec, PiecewiseSpec } from './metalearn-activation/try-activation.ts';
import type { TrialSpec } from './metalearn-lr/learn-rate.ts';
import type { PoolingSpec } from './pooling/train-pooling.ts';
import type { EmbeddingSpec } from './self-supervised/embed-outputs.ts';
import type { TrainingSpec as EncoderSpec } from './self-supervised/train-encoder.ts';

type MeasuredTimes = { readonly [preset in PresetName]?: string } & {
  /** Of PyTorch. */
  readonly torch?: {
    /** How the time of a configuration follows from what was measured, for people. */
    readonly how: string;
    /** Milliseconds of a run: 0 where its like does not count, undefined where its like was not measured. */
    milliseconds(spec: JsonObject): number | undefined;
  };
};

/** By experiment. What does not stand here, an experiment or a time of one, has not been measured yet. */
export const measuredTimes: { readonly [experiment: string]: MeasuredTimes } = {
  construction: { quick: 'no time', paper: 'no time' },

  classification: {
    paper: '30 s',
    torch: {
      how: 'by its time per update',
      milliseconds(spec: TrainingSpec | ClassErrorSpec) {
        if (spec.batchSize !== 100) return undefined;
        const update = { logistic: 0.083, mlp: 0.3, cnn: 0.81, gru: 5.82 };
        return spec.kind === 'training' ? spec.steps * update[spec.model] : 0;
      },
    },
  },

  // Beside other work: alone it takes less.
  'data-size': { paper: '40 min' },
  'noise-and-shear': { paper: '100 min' },
  zoo: { paper: '110 min' },

  human: { quick: '3 s', paper: '3 s' },

  tsne: { quick: '50 s', paper: '50 s' },

  lottery: {
    quick: '45 s',
    paper: '25 min',
    torch: {
      how: 'by its time per update',
      milliseconds(spec: PruningSpec | TransferSpec) {
        if (spec.hiddenSize !== 500 || spec.batchSize !== (spec.kind === 'pruning' ? 100 : 500)) return undefined;
        return spec.kind === 'pruning' ? spec.rounds * spec.steps * 2.74 : spec.steps * 9.18;
      },
    },
  },

  'double-descent': {
    quick: '50 s',
    paper: '8 min',
    torch: {
      how: 'by its time per update at some sizes',
      milliseconds({ model, size, epochs, batchSize, numSamples, trainSplit }: FitSpec) {
        if (batchSize !== 100) return undefined;
        return epochs * Math.ceil((numSamples * trainSplit) / batchSize) * between(updatesBySize[model], size);
      },
    },
  },

  'metalearn-lr': {
    quick: '2 s',
    paper: '2 s',
    torch: {
      how: 'by its time per outer step',
      milliseconds({ hiddenSize, innerBatchSize, outerSteps, innerSteps }: TrialSpec) {
        return hiddenSize === 50 && innerBatchSize === 50 ? outerSteps * innerSteps * 0.256 : undefined;
      },
    },
  },

  'metalearn-activation': {
    quick: '50 s',
    paper: '8 min',
    torch: {
      how: 'by its time per outer step',
      milliseconds(spec: LearnedSpec | BaselineSpec | PiecewiseSpec) {
        if (spec.kind !== 'learned') return 0;
        const { innerSteps, innerBatchSize, hiddenSize, activationSize } = spec;
        const isMeasured = innerSteps === 301 && innerBatchSize === 100 && hiddenSize === 128 && activationSize === 100;
        return isMeasured ? spec.outerSteps * 3810 : undefined;
      },
    },
  },

  'self-supervised': {
    paper: '55 s',
    torch: {
      how: 'the training alone, by its time per update',
      milliseconds(spec: EncoderSpec | EmbeddingSpec) {
        if (spec.kind !== 'training') return 0;
        if (spec.batchSize !== 100 || spec.channels !== 25) return undefined;
        return spec.epochs * 40 * { default: 2.56, none: 2.23, deep: 3.11 }[spec.projector];
      },
    },
  },

  pooling: {
    quick: '35 s',
    paper: '75 s',
    torch: {
      how: 'by its time per update',
      milliseconds({ pooling, channels, batchSize, steps }: PoolingSpec) {
        if (batchSize !== 100 || channels !== 20) return undefined;
        return steps * { none: 1.13, stride: 0.585, max: 1.17, average: 1.33, l2: 1.59 }[pooling];
      },
    },
  },
};

type Times = readonly (readonly [size: number, milliseconds: number])[];

/** Updates of double descent: the MLP by its units, the CNN by its channels. */
const updatesBySize: Readonly<Record<FitSpec['model'], Times>> = {
  mlp: [
    [2, 0.114],
    [36, 0.135],
    [104, 0.208],
    [177, 0.35],
    [300, 0.711],
  ],
  cnn: [
    [2, 0.402],
    [10, 0.492],
    [25, 0.671],
    [50, 1.72],
    [75, 2.47],
    [100, 3.26],
  ],
};

/** Between two measured sizes on a straight line, beyond the last one on that of the last two. */
function between(times: Times, size: number): number {
  const found = times.findIndex(([measured]) => size <= measured);
  const i = found < 0 ? times.length - 1 : Math.max(1, found);
  const [[x0, y0], [x1, y1]] = [times[i - 1], times[i]] as [[number, number], [number, number]];
  return y0 + ((y1 - y0) * (size - x0)) / (x1 - x0);
}
