/** One seed of an entry: trained by the rules, and looked at once, at the end. */
import { type Dataset, makeDataset } from '@mnist1d/dataset';
import { type ArrayParameter, countParameters, type Model, type Params } from '@mnist1d/models';
import { sha256 } from '@mnist1d/results';
import type { RunContext } from '../running/experiment.ts';
import { shuffledOrder } from '../training/batches/order.ts';
import { createTrainer, type TrainerOptions } from '../training/create-trainer.ts';
import type { Optimizer } from '../training/optimizers/optimizer.ts';
import { type EntryRun, type EntrySpec, PUBLISHED_DATA, type TrainedOn, validationRows } from './rules.ts';

/** How an entry trains. */
export interface EntryTraining extends Pick<TrainerOptions, 'loss' | 'clipNorm' | 'augment'> {
  /** The network, made anew for each seed; its `init(seed)` draws the weights. */
  model(): Model<Params>;
  /** Updates. */
  readonly steps: number;
  /** Rows per update. Default 100. */
  readonly batchSize?: number;
  /** `all` of the 4,000 published training rows, or `split`: those before the last 400. Default `all`. */
  readonly trainedOn?: TrainedOn;
  /** With its schedule. */
  readonly optimizer: Optimizer;
  /** As in `train`. Default `inOrder`. */
  readonly order?: 'inOrder' | 'shuffled';
}

/** Updates between two losses that are kept, and between two looks at the signal. */
const STRIDE = 100;

export async function trainEntry(
  entry: EntryTraining,
  { seed, steps, batchSize, trainedOn }: EntrySpec,
  { signal, onProgress, numerics }: RunContext,
): Promise<EntryRun> {
  const data = makeDataset();
  await checkPublished(data);
  const { x, y, length, numClasses } = data;
  const numTrain = data.numTrain - (trainedOn === 'split' ? validationRows : 0);
  const model = entry.model();
  const { optimizer, order = 'inOrder', loss, clipNorm, augment } = entry;
  const rows = { x: x.slice(0, numTrain * length), y: y.slice(0, numTrain), numTrain, length, numClasses };
  const trainer = await createTrainer(model, rows, {
    ...{ start: seed, optimizer, steps, batchSize, loss, clipNorm, augment, numerics },
    ...(order === 'shuffled' && { order: shuffledOrder(numTrain, seed, model.draws ?? 0) }),
  });
  try {
    const trainLoss: number[] = [];
    for (let done = 0; done < steps; done += STRIDE) {
      const losses = await trainer.advance(Math.min(STRIDE, steps - done), { signal });
      trainLoss.push(losses[0] as number);
      onProgress?.(Math.min(done + STRIDE, steps) / steps);
    }
    const onTrain = await trainer.evaluate(rows.x, rows.y);
    const held =
      trainedOn === 'split' ? await trainer.evaluate(x.subarray(numTrain * length), y.subarray(numTrain)) : undefined;
    await checkPublished(data);
    const onTest = await trainer.evaluate(data.xTest, data.yTest);
    return {
      metrics: {
        testAccuracy: onTest.accuracy,
        testLoss: onTest.loss,
        validationAccuracy: held?.accuracy ?? null,
        trainAccuracy: onTrain.accuracy,
        parameters: countParameters({ ...model, shapes: shapesOf(await trainer.parameters()) }),
      },
      curves: { trainLoss },
    };
  } finally {
    trainer.dispose();
  }
}

const shapesOf = (params: Readonly<Record<string, ArrayParameter>>) =>
  Object.fromEntries(Object.entries(params).map(([key, { shape }]) => [key, shape]));

/** @throws Error where the data are not the published ones, before training or after it */
async function checkPublished({ x, y, xTest, yTest }: Dataset): Promise<void> {
  const parts = [x, y, xTest, yTest].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  if ((await sha256(bytes)) !== PUBLISHED_DATA)
    throw new Error('leaderboard: the data are not the published ones; the entry, or something else, has changed them');
}
