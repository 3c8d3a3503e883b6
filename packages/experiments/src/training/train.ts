/** The training of a classifier, by default as the paper has it: batches in order, cross-entropy, evaluation on all rows every so often. */
import type { ArrayParameter, Model, Params } from '@mnist1d/models';
import { onBackend } from './backend.ts';
import { shuffledOrder } from './batches/order.ts';
import type { TrainingData } from './check-data.ts';
import { createTrainer, tfjsBackendOf } from './create-trainer.ts';
import type { Scores } from './evaluate.ts';
import { trainInStages } from './train-in-stages.ts';
import {
  checkTraining,
  type Evaluation,
  isExhausted,
  lossOf,
  optimizerOf,
  type TrainOptions,
  validationRows,
} from './train-options.ts';
import type { Trainer } from './trainer.ts';

/** What {@link train} returns. */
export interface TrainResult {
  /** The updates after which the model was evaluated. */
  readonly steps: readonly number[];
  /** The batch loss of every update, before it. */
  readonly trainLosses: readonly number[];
  /** At each of `steps`; with a validation split once, after the last update. */
  readonly testLosses: readonly number[];
  /** Percent of all rows that are trained on, at each of `steps`. */
  readonly trainAccuracy: readonly number[];
  /** Percent of all test rows, at each of `steps`; with a validation split once, after the last update. */
  readonly testAccuracy: readonly number[];
  /** At each of `steps`; none without a validation split. */
  readonly validationLosses: readonly number[];
  /** Percent of the validation rows, at each of `steps`; none without a validation split. */
  readonly validationAccuracy: readonly number[];
  /** Those of one's own, at each of `steps`. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  /** After the last update: how many test rows of class i were taken for class j, at [i][j]. */
  readonly confusion: readonly (readonly number[])[];
  /** The final parameters, buffers included, under PyTorch's names. */
  readonly params: Readonly<Record<string, ArrayParameter>>;
  /** Wall time. */
  readonly seconds: number;
}

/**
 * Trains a classifier, by default as the paper does (its section 3 and Figure 2): batch k is rows (k · batchSize) mod numTrain
 * onwards. While it does, its backend is the active one of tfjs; then the page's own is so again.
 *
 * @returns the curves, the final parameters and the time; nothing of it is on a device
 * @throws RangeError or TypeError on a bad option, or data that are not rows of finite numbers, each with one of the classes, and
 *   at least one row of them for training and for testing; the signal's reason when aborted
 */
export async function train<P extends Params>(
  model: Model<P>,
  data: TrainingData,
  options: TrainOptions = {},
): Promise<TrainResult> {
  checkTraining(options, data);
  return onBackend(tfjsBackendOf(options.backend ?? 'jit'), () => trainChecked(model, data, options));
}

async function trainChecked<P extends Params>(
  model: Model<P>,
  data: TrainingData,
  options: TrainOptions,
): Promise<TrainResult> {
  const { steps = 6001, evalEvery = 250, earlyStopping, signal, onEvaluation, onProgress } = options;
  const start = performance.now();
  signal?.throwIfAborted();
  const { trainer, trained, validation } = await prepareTraining(model, data, options);
  const evaluations: Evaluation[] = [];
  /** The last look at the test rows, and the update it followed. */
  let onTest: { readonly step: number; readonly scores: Scores } | undefined;
  const testAfter = async (step: number): Promise<Scores> => {
    if (onTest?.step !== step) onTest = { step, scores: await trainer.evaluate(data.xTest, data.yTest) };
    return onTest.scores;
  };
  try {
    const stages = { steps, evalEvery, signal, onProgress: (updates: number) => onProgress?.({ updates, steps }) };
    const trainLosses = await trainInStages(trainer, stages, async (step) => {
      const onTrain = await trainer.evaluate(trained.x, trained.y);
      const scores = validation ? await trainer.evaluate(validation.x, validation.y) : await testAfter(step);
      const { x, y } = validation ?? { x: data.xTest, y: data.yTest };
      const metrics = await measure(trainer, options, x, y, data.numClasses);
      const evaluation: Evaluation = {
        step,
        trainAccuracy: onTrain.accuracy,
        ...(validation
          ? { validationAccuracy: scores.accuracy, validationLoss: scores.loss }
          : { testAccuracy: scores.accuracy, testLoss: scores.loss }),
        ...(metrics && { metrics }),
      };
      evaluations.push(evaluation);
      onProgress?.({ updates: step + 1, steps, evaluation });
      await onEvaluation?.(evaluation, trainer);
      return !earlyStopping || !isExhausted(evaluations, earlyStopping);
    });
    const last = await testAfter(trainLosses.length - 1);
    const all = (key: 'testLoss' | 'testAccuracy' | 'validationLoss' | 'validationAccuracy') =>
      evaluations.flatMap((evaluation) => evaluation[key] ?? []);
    return {
      steps: evaluations.map(({ step }) => step),
      trainLosses,
      testLosses: validation ? [last.loss] : all('testLoss'),
      trainAccuracy: evaluations.map(({ trainAccuracy }) => trainAccuracy),
      testAccuracy: validation ? [last.accuracy] : all('testAccuracy'),
      validationLosses: all('validationLoss'),
      validationAccuracy: all('validationAccuracy'),
      metrics: Object.fromEntries(
        Object.keys(options.metrics ?? {}).map((name) => [
          name,
          evaluations.map(({ metrics }) => metrics?.[name] as number),
        ]),
      ),
      confusion: confusionMatrix(data.yTest, last.predicted, data.numClasses),
      params: await trainer.parameters(),
      seconds: (performance.now() - start) / 1000,
    };
  } finally {
    trainer.dispose();
  }
}

/** Rows, row-major, and the class of each. */
interface Rows {
  readonly x: TrainingData['x'];
  readonly y: Int32Array;
}

/** What {@link prepareTraining} makes. */
export interface PreparedTraining {
  /** Its caller disposes of it. */
  readonly trainer: Trainer;
  /** The rows that it trains on. */
  readonly trained: Pick<TrainingData, 'x' | 'y' | 'numTrain' | 'length' | 'numClasses'>;
  /** The rows that are held back; undefined without a validation split. */
  readonly validation: Rows | undefined;
}

/**
 * What `train` trains with: whoever advances this trainer by himself, in any portions, gets the same bits.
 *
 * @param options of `train`
 * @throws RangeError or TypeError on a bad option or data, as `train`
 */
export async function prepareTraining<P extends Params>(
  model: Model<P>,
  data: TrainingData,
  options: TrainOptions,
): Promise<PreparedTraining> {
  const { x, y, length, numClasses } = data;
  const { seed = 42, steps = 6001, order } = options;
  const numTrain = data.numTrain - validationRows(options, data.numTrain);
  const kept = numTrain * length;
  const trained = { x: x.subarray(0, kept), y: y.subarray(0, numTrain), numTrain, length, numClasses };
  const trainer = await createTrainer(model, trained, {
    ...options,
    ...{ start: seed, optimizer: optimizerOf(options), steps, loss: lossOf(options) },
    order:
      order === 'shuffled' ? shuffledOrder(numTrain, seed, model.draws ?? 0) : order === 'inOrder' ? undefined : order,
  });
  const validation = numTrain < data.numTrain ? { x: x.subarray(kept), y: y.subarray(numTrain) } : undefined;
  return { trainer, trained, validation };
}

/** The metrics of one's own; undefined where there are none. */
async function measure(
  trainer: Trainer,
  { metrics }: TrainOptions,
  x: Float32Array | Float64Array,
  y: Int32Array,
  numClasses: number,
): Promise<Record<string, number> | undefined> {
  if (!metrics) return undefined;
  const logits = await trainer.logits(x, y.length);
  return Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => {
      const value: unknown = metric({ logits, y, numClasses });
      if (typeof value !== 'number')
        throw new TypeError(`train: metrics.${name} must return a number, got ${typeof value}`);
      return [name, value];
    }),
  );
}

function confusionMatrix(y: Int32Array, predicted: Int32Array, numClasses: number): number[][] {
  const counts = Array.from({ length: numClasses }, () => new Array<number>(numClasses).fill(0));
  for (const [row, label] of y.entries()) {
    const counted = counts[label] as number[];
    const guess = predicted[row] as number;
    counted[guess] = (counted[guess] as number) + 1;
  }
  return counts;
}
