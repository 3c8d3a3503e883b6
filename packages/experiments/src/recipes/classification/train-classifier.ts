/** A classifier on MNIST-1D, as it is or with its columns shuffled. */
import { makeDataset, shuffleFeatures } from '@mnist1d/dataset';
import { createModel } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { classificationKind } from '@mnist1d/results/kinds/classification';
import type { ZooRun } from '@mnist1d/results/kinds/zoo';
import type { Procedure, RunContext } from '../../running/experiment.ts';
import { trainUpdates } from '../train-updates.ts';

export type TrainingSpec = SpecOf<typeof classificationKind, 'training'>;
export type TrainingOutput = OutputOf<typeof classificationKind, 'training'>;

/** Seed of the permutation of the columns: RandomState(42).permutation(40). */
const SHUFFLE_SEED = 42;

/** What {@link trainClassifier} computes, for whoever has it make runs. */
export const classifierTraining: Procedure = { name: 'classifier-training', version: 1 };

/** Trains it and keeps its curves. */
export async function trainClassifier(spec: ZooRun['spec'], context: RunContext): Promise<TrainingOutput> {
  const plain = makeDataset();
  const data = spec.features === 'plain' ? plain : shuffleFeatures(plain, SHUFFLE_SEED);
  return trainUpdates(createModel(spec.model), data, spec, context);
}
