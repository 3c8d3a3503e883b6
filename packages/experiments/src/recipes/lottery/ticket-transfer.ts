/** What a ticket is worth on other data and with other weights (the paper's Figure 4 d–g). */
import { makeDataset, RandomState, shuffleFeatures } from '@mnist1d/dataset';
import { mlp } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { LotteryCondition, LotteryPruningRun, lotteryKind } from '@mnist1d/results/kinds/lottery';
import type { RunContext } from '../../running/experiment.ts';
import { createTrainer } from '../../training/create-trainer.ts';
import { adam } from '../../training/optimizers/adam.ts';
import { trainInStages } from '../../training/train-in-stages.ts';
import { multiply, unpackMasks } from './pruning.ts';

export type TransferSpec = SpecOf<typeof lotteryKind, 'transfer'>;
export type TransferOutput = OutputOf<typeof lotteryKind, 'transfer'>;

/** Trains a masked network on data that its mask was not found on. */
export async function tryAgain(
  spec: TransferSpec,
  { signal, onProgress, needed, numerics }: RunContext,
): Promise<TransferOutput> {
  const { condition, seed, hiddenSize, steps, evalEvery, batchSize, learningRate, backend, pruning } = spec;
  const model = mlp({ hiddenSize });
  const fresh = makeDataset({ seed: 43 });
  const data = shuffleFeatures(fresh, columnOrder(condition, fresh.length));
  const initial = model.initArrays(condition === 'new-weights' ? seed + 1 : seed);
  const found = needed?.[0] as LotteryPruningRun | undefined;
  if (pruning && !found) throw new TypeError('lottery: a masked transfer needs the run of its pruning, got none');
  const masks = found && unpackMasks(found.metrics.masks, initial);

  const trainer = await createTrainer(model, data, {
    start: masks ? multiply(initial, masks) : initial,
    ...(masks && { masks }),
    ...{ steps, batchSize, backend, numerics },
    optimizer: adam({ learningRate }),
  });
  try {
    const looked: number[] = [];
    const testAccuracy: number[] = [];
    const stages = { steps, evalEvery, signal, onProgress: (updates: number) => onProgress?.(updates / steps) };
    await trainInStages(trainer, stages, async (step) => {
      looked.push(step);
      testAccuracy.push((await trainer.evaluate(data.xTest, data.yTest)).accuracy);
    });
    return { metrics: { testAccuracy: testAccuracy.at(-1) as number }, curves: { steps: looked, testAccuracy } };
  } finally {
    trainer.dispose();
  }
}

/** The order of the columns in a condition. */
function columnOrder(condition: LotteryCondition, length: number): ArrayLike<number> {
  const inOrder = Array.from({ length }, (_, i) => i);
  if (condition === 'shuffled') return new RandomState(0).permutation(length);
  if (condition === 'flipped') return inOrder.reverse();
  const quarter = (k: number) => inOrder.slice((k * length) / 4, ((k + 1) * length) / 4);
  if (condition === 'chunks') return [2, 3, 0, 1].flatMap(quarter);
  return inOrder;
}
