/** A CNN stopped early and the test rows that it takes for another class. */
import { makeDataset } from '@mnist1d/dataset';
import { createModel, toTensors } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { classificationKind } from '@mnist1d/results/kinds/classification';
import { dispose } from '@tensorflow/tfjs-core';
import type { Procedure, RunContext } from '../../running/experiment.ts';
import { predict } from '../../training/evaluate.ts';
import { trainAs } from '../train-updates.ts';
import { accuracyOf, errorsByClass } from './score-guesses.ts';

export type ClassErrorSpec = SpecOf<typeof classificationKind, 'class-errors'>;
/** A training of the CNN, and the test rows, the first ones, that its errors are counted on. */
export type ClassErrorTraining = Omit<ClassErrorSpec, 'kind' | 'model'>;

/** What {@link countErrors} computes, for whoever has it make runs. */
export const errorCounting: Procedure = { name: 'class-errors', version: 1 };

/** Errors by class, and the accuracy on these rows, in percent. */
export async function countErrors(
  spec: ClassErrorSpec,
  context: RunContext,
): Promise<OutputOf<typeof classificationKind, 'class-errors'>> {
  const { steps, rows } = spec;
  const data = makeDataset();
  const model = createModel('cnn');
  const result = await trainAs(model, data, { ...spec, evalEvery: steps }, context);
  const params = toTensors(result.params) as ReturnType<typeof model.init>;
  const predicted = await predict(model, params, data.xTest.subarray(0, rows * data.length), rows);
  dispose(params);
  return {
    metrics: {
      errorByClass: errorsByClass(data.yTest, predicted, data.numClasses),
      accuracy: accuracyOf(data.yTest, predicted),
    },
  };
}
