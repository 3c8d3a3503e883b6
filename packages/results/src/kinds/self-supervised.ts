/** Figure 8: self-supervised learning. Trainings, and what one of them puts out in the plane. */
import * as v from 'valibot';
import { byKind, defineKind, type ResultOf, type RunOf } from '../kind.ts';
import {
  count,
  described,
  index,
  list,
  nats,
  nonNegative,
  object,
  oneOf,
  percent,
  positive,
  sameLength,
  some,
  steps,
  text,
} from '../values.ts';
import { embedding } from './tsne.ts';

export const projectors = ['default', 'none', 'deep'] as const;
export type ProjectorName = (typeof projectors)[number];

const trainingSpec = object({
  kind: oneOf(['training']),
  projector: oneOf(projectors),
  seed: described(index, 'Of the initial weights, which are drawn first, then of batches and views'),
  channels: described(count, 'Of each convolution'),
  outputSize: described(count, 'Units of Z, the output'),
  epochs: count,
  evalEvery: described(count, 'Epochs between evaluations'),
  batchSize: count,
  learningRate: positive,
  temperature: described(positive, 'Of the similarities in InfoNCE'),
  shifts: described(count, 'Views are shifted circularly by 0 … shifts − 1 points'),
  slopeScale: described(nonNegative, 'Standard deviation of the slope per point that each view gets'),
  offsetScale: described(nonNegative, 'Standard deviation of the offset that each view gets'),
  neighbours: described(count, 'That vote, by cosine'),
});

const training = object({
  spec: trainingSpec,
  metrics: object({
    linearByLayer: described(list(percent), 'Of a linear classifier on the signals, then on each layer; test rows'),
    knnAccuracy: described(percent, 'Of nearest neighbours in Z; test rows'),
    parameters: described(text, 'All of them, float32 in base64, in the order of the encoder’s shapes'),
  }),
  curves: v.pipe(
    object({
      loss: described(some(nats), 'InfoNCE, mean of each epoch'),
      epochs: described(steps, 'After which the accuracies were measured'),
      knnAccuracy: described(list(percent), 'In Z, at each of epochs'),
      linearAccuracy: described(list(percent), 'In H, the third layer, at each of epochs'),
    }),
    sameLength('epochs', 'knnAccuracy', 'linearAccuracy'),
  ),
});

const plane = object({
  spec: object({
    kind: oneOf(['embedding']),
    when: described(oneOf(['before', 'after']), 'The training'),
    rows: described(count, 'Training rows, the first ones'),
    training: trainingSpec,
  }),
  metrics: object({ klDivergence: described(nats, 'Of the t-SNE') }),
  curves: embedding,
});

/** A projector's published values. */
const published = object({
  epochs: list(count),
  loss: described(list(nats), 'InfoNCE, at each of epochs'),
  knnAccuracy: described(list(percent), 'At each of epochs'),
  linearAccuracy: described(list(percent), 'At each of epochs'),
  linearByLayer: described(list(percent), 'The signals first'),
});

export const selfSupervisedKind = defineKind({
  id: 'self-supervised',
  run: byKind({ training, embedding: plane }),
  summary: {
    published: v.exactOptional(
      described(
        object({
          knnAccuracy: v.exactOptional(described(percent, 'On the signals themselves')),
          linearAccuracy: v.exactOptional(described(percent, 'On the signals themselves')),
          projectors: object({ default: published, none: published, deep: published }),
        }),
        'The authors’ values',
      ),
    ),
  },
});

/** A training of Figure 8, or t-SNE of its output. */
export type SelfSupervisedRun = RunOf<typeof selfSupervisedKind>;
/** Figure 8. */
export type SelfSupervisedResult = ResultOf<typeof selfSupervisedKind>;
