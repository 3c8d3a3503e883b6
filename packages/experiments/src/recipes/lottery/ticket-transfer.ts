/** What a ticket is worth on other data and with other weights (the paper's Figure 4 d–g). */
import { makeDataset, RandomState, shuffleFeatures } from '@mnist1d/dataset';
import { mlp } from '@mnist1d/models';
import type { JsonObject, Run, RunContext } from '../../running/experiment.ts';
import type { Backend } from '../../training/backend.ts';
import { createTrainer } from '../../training/create-trainer.ts';
import { adam } from '../../training/optimizers.ts';
import { trainInStages } from '../../training/train-in-stages.ts';
import { multiply, type PruningOutput, type PruningSpec, unpackMasks } from './pruning.ts';

/** What the data and the weights are when a ticket is tried again. */
export const conditions = ['fresh', 'shuffled', 'flipped', 'chunks', 'new-weights'] as const;
export type Condition = (typeof conditions)[number];
export type MaskName = 'dense' | 'ticket' | 'random';

/** One training of the analysis: a mask on a network that starts anew. */
export interface TransferSpec extends JsonObject {
  readonly kind: 'transfer';
  readonly mask: MaskName;
  readonly condition: Condition;
  readonly seed: number;
  readonly hiddenSize: number;
  readonly steps: number;
  readonly evalEvery: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly backend: Backend;
  /** The pruning that found the mask; null for the dense network. */
  readonly pruning: PruningSpec | null;
}

export interface TransferOutput {
  readonly metrics: { readonly testAccuracy: number };
  readonly curves: { readonly steps: readonly number[]; readonly testAccuracy: readonly number[] };
}

/** Trains a masked network on data that its mask was not found on. */
export async function tryAgain(
  spec: TransferSpec,
  { signal, onProgress, needed }: RunContext,
): Promise<TransferOutput> {
  const { condition, seed, hiddenSize, steps, evalEvery, batchSize, learningRate, backend, pruning } = spec;
  const model = mlp({ hiddenSize });
  const fresh = makeDataset({ seed: 43 });
  const data = shuffleFeatures(fresh, columnOrder(condition, fresh.length));
  const initial = model.initArrays(condition === 'new-weights' ? seed + 1 : seed);
  const found = needed?.[0] as Run<PruningSpec, PruningOutput> | undefined;
  if (pruning && !found) throw new TypeError('lottery: a masked transfer needs the run of its pruning, got none');
  const masks = found && unpackMasks(found.metrics.masks, initial);

  const trainer = await createTrainer(model, data, {
    start: masks ? multiply(initial, masks) : initial,
    ...(masks && { masks }),
    ...{ steps, batchSize, backend },
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
function columnOrder(condition: Condition, length: number): ArrayLike<number> {
  const inOrder = Array.from({ length }, (_, i) => i);
  if (condition === 'shuffled') return new RandomState(0).permutation(length);
  if (condition === 'flipped') return inOrder.reverse();
  const quarter = (k: number) => inOrder.slice((k * length) / 4, ((k + 1) * length) / 4);
  if (condition === 'chunks') return [2, 3, 0, 1].flatMap(quarter);
  return inOrder;
}
