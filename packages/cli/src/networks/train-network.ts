/** One training from the command line: with progress, then the scores of the network as it is at the end. */
import { refuse } from '@mnist1d/checks';
import type { JsonObject } from '@mnist1d/experiments';
import {
  type DataSource,
  modelOf,
  networkSchema,
  type Provenance,
  parametersDigest,
  rowsTrainedOn,
} from '@mnist1d/experiments/networks';
import { type TrainOptions, type TrainResult, train } from '@mnist1d/experiments/train';
import { countParameters, type ModelName } from '@mnist1d/models';
import manifest from '../../package.json' with { type: 'json' };
import { ofArguments } from '../options/argument-error.ts';
import { trainingDisplay } from '../terminal/training-progress.ts';
import type { LoadedData } from './load-data.ts';
import { type RowScores, scoresOf } from './scores.ts';

export interface Trained {
  readonly result: TrainResult;
  readonly parameters: number;
  /** Of the weights after the last update: the same from the same settings, on every machine. */
  readonly digest: string;
  /** Of the network after the last update. */
  readonly scores: { readonly train: RowScores; readonly validation?: RowScores; readonly test: RowScores };
  readonly provenance: Provenance;
}

/**
 * @param options of the model, but for sizes that the data give
 * @throws ArgumentError where the model or `train` refuses a setting or the data, before the first update
 */
export async function trainNetwork(
  name: ModelName,
  options: JsonObject,
  { rows, source }: { readonly rows: LoadedData['rows']; readonly source: DataSource },
  settings: { readonly training: JsonObject; readonly options: TrainOptions },
): Promise<Trained> {
  const { length, numClasses, numTrain } = rows;
  const display = trainingDisplay();
  let hasBegun = false;
  try {
    const model = modelOf(name, { inputSize: length, outputSize: numClasses, ...options });
    for (const [key, size] of Object.entries({ inputSize: length, outputSize: numClasses })) {
      if (model.options[key] !== size) refuse('train', key, `${size}, as the data have it`, model.options[key]);
    }
    const result = await train(model, rows, {
      ...settings.options,
      onProgress(progress) {
        hasBegun = true;
        display.update(progress);
      },
    });
    const kept = rowsTrainedOn(numTrain, settings.options.validationSplit);
    const sets = [
      { x: rows.xTest, y: rows.yTest },
      { x: rows.x.subarray(0, kept * length), y: rows.y.subarray(0, kept) },
      ...(kept < numTrain ? [{ x: rows.x.subarray(kept * length), y: rows.y.subarray(kept) }] : []),
    ];
    const scores = await scoresOf(model, result.params, rows, sets);
    const [test, trained, validation] = scores as [RowScores, RowScores, RowScores?];
    const provenance: Provenance = {
      schema: networkSchema,
      ...{ model: name, options: model.options as JsonObject, training: settings.training, data: source },
      ...{ updates: result.trainLosses.length, testAccuracy: test.accuracy, testLoss: test.loss },
      by: `@mnist1d/cli ${manifest.version}`,
    };
    return {
      ...{ result, provenance, parameters: countParameters(model), digest: await parametersDigest(result.params) },
      scores: { train: trained, ...(validation && { validation }), test },
    };
  } catch (error) {
    throw hasBegun ? error : ofArguments(error);
  } finally {
    display.stop();
  }
}
