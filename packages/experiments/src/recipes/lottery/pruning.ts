/** Finding lottery tickets: train, prune, rewind, again and again (Frankle & Carbin 2018; the paper's section 4.1). */
import { makeDataset } from '@mnist1d/dataset';
import { type ArrayParameter, flattenParameters, mlp, TorchRandom, unflattenParameters } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { lotteryKind } from '@mnist1d/results/kinds/lottery';
import { mean } from '../../analysis/statistics.ts';
import type { RunContext } from '../../running/experiment.ts';
import { createTrainer } from '../../training/create-trainer.ts';
import { adam } from '../../training/optimizers/adam.ts';
import { trainInStages } from '../../training/train-in-stages.ts';
import { bitsFromBase64, bitsToBase64 } from '../base64.ts';
import { curvesOf } from '../errors-of.ts';
import { mapParameters, mapValues, packParameters, unpackParameters } from '../pack-parameters.ts';

export type PruningSpec = SpecOf<typeof lotteryKind, 'pruning'>;
export type PruningOutput = OutputOf<typeof lotteryKind, 'pruning'>;

export type Masks = Record<string, ArrayParameter>;
type Parameters = Readonly<Record<string, ArrayParameter>>;

/** Weights and biases that are ranked together. */
const layers = ['linear1', 'linear2', 'linear3'].map((layer) => [`${layer}.weight`, `${layer}.bias`] as const);

/**
 * Every round ranks the parameters of each layer, drops the lowest, takes the initial weights for the rest and trains them.
 * A round's end is a checkpoint of the run.
 */
export async function prune(
  spec: PruningSpec,
  { signal, onProgress, checkpoint, numerics }: RunContext,
): Promise<PruningOutput> {
  const { criterion, seed, hiddenSize, rounds, ticketRound } = spec;
  const model = mlp({ hiddenSize });
  const data = makeDataset();
  const initial = model.initArrays(seed);
  const random = behindInitialWeights(seed, initial);

  const saved = checkpoint?.read() as Saved | undefined;
  const history: RoundResult[] = [...(saved?.history ?? [])];
  let ranked: Parameters = saved?.ranked ? unpackParameters(saved.ranked, initial) : initial;
  let ticket = saved?.ticket;
  for (let round = 0; round < rounds; round++) {
    // Scores are drawn for rounds that are finished, too: the stream goes on.
    const scores = criterion === 'magnitude' ? ranked : drawScores(random, initial);
    if (round < history.length) continue;
    const sparsity = round === rounds - 1 ? 1 : round * (1 / (rounds - 1));
    const masks = dropLowest(scores, sparsity);
    const stage = { signal, numerics, onProgress: (share: number) => onProgress?.((round + share) / rounds) };
    const { result, after } = await trainMasked(spec, data, initial, masks, stage);
    history.push({ sparsity, ...result });
    if (criterion === 'magnitude') ranked = after;
    if (round === ticketRound) ticket = packMasks(masks);
    await checkpoint?.write({
      history,
      ...(criterion === 'magnitude' && { ranked: packParameters(ranked) }),
      ...(ticket && { ticket }),
    } satisfies Saved);
  }
  if (!ticket) throw new RangeError(`prune: ticketRound must be under rounds = ${rounds}, got ${ticketRound}`);
  return {
    metrics: {
      ticketSparsity: history[ticketRound]?.sparsity as number,
      masks: ticket,
      firstLayerMask: rowsOf(unpackMasks(ticket, initial)['linear1.weight'] as ArrayParameter),
    },
    curves: curvesOf(history),
  };
}

/** What a round yields. */
type RoundResult = {
  readonly sparsity: number;
  /** Null where the training diverged. */
  readonly trainLoss: number | null;
  readonly testLoss: number | null;
  readonly finalAccuracy: number;
  readonly maxAccuracy: number;
  readonly meanAccuracy: number;
};

type Saved = {
  readonly history: readonly RoundResult[];
  readonly ranked?: { readonly [parameter: string]: string };
  readonly ticket?: { readonly [parameter: string]: string };
};

/** Trains what the masks leave of the initial weights. */
async function trainMasked(
  { hiddenSize, steps, checkpointStep, evalEvery, batchSize, learningRate, backend }: PruningSpec,
  data: ReturnType<typeof makeDataset>,
  initial: Parameters,
  masks: Masks,
  { signal, numerics, onProgress }: Pick<RunContext, 'signal' | 'numerics'> & { onProgress: (share: number) => void },
): Promise<{ result: Omit<RoundResult, 'sparsity'>; after: Parameters }> {
  const trainer = await createTrainer(mlp({ hiddenSize }), data, {
    start: multiply(initial, masks),
    ...{ masks, steps, batchSize, backend, numerics },
    optimizer: adam({ learningRate }),
  });
  try {
    const accuracies: number[] = [];
    let testLoss = Number.NaN;
    let after: Parameters = initial;
    const stages = { steps, evalEvery, signal, onProgress: (updates: number) => onProgress(updates / steps) };
    const losses = await trainInStages(trainer, stages, async (step) => {
      const { accuracy, loss } = await trainer.evaluate(data.xTest, data.yTest);
      accuracies.push(accuracy);
      testLoss = loss;
      if (step === checkpointStep) after = await trainer.parameters();
    });
    const result = {
      trainLoss: finiteOrNull(losses.at(-1) as number),
      testLoss: finiteOrNull(testLoss),
      finalAccuracy: accuracies.at(-1) as number,
      maxAccuracy: Math.max(...accuracies),
      meanAccuracy: mean(accuracies),
    };
    return { result, after };
  } finally {
    trainer.dispose();
  }
}

function finiteOrNull(loss: number): number | null {
  return Number.isFinite(loss) ? loss : null;
}

/** Per layer, zeros for the int(sparsity × count) entries with the lowest magnitude, ones for the others. */
export function dropLowest(scores: Parameters, sparsity: number): Masks {
  const masks: Masks = {};
  for (const keys of layers) {
    const layer = pick(scores, keys);
    const all = flattenParameters(layer).map(Math.abs);
    const lowest = Uint32Array.from(all.keys()).sort((a, b) => (all[a] as number) - (all[b] as number) || a - b);
    const kept = new Float32Array(all.length).fill(1);
    for (const i of lowest.subarray(0, Math.floor(sparsity * all.length))) kept[i] = 0;
    Object.assign(masks, unflattenParameters(kept, shapesOf(layer)));
  }
  return masks;
}

export function multiply(params: Parameters, masks: Masks): Parameters {
  return mapParameters(params, ({ data }, key) => data.map((value, i) => value * (masks[key]?.data[i] as number)));
}

/** PyTorch's generator after it drew the initial weights. */
function behindInitialWeights(seed: number, initial: Parameters): TorchRandom {
  const random = new TorchRandom(seed);
  random.rand(flattenParameters(initial).length);
  return random;
}

/** Uniform scores for each layer in turn. */
function drawScores(random: TorchRandom, initial: Parameters): Parameters {
  const scores: Record<string, ArrayParameter> = {};
  for (const keys of layers) {
    const layer = pick(initial, keys);
    Object.assign(scores, unflattenParameters(random.rand(flattenParameters(layer).length), shapesOf(layer)));
  }
  return scores;
}

/** The parameters of a layer. */
function pick(params: Parameters, keys: readonly string[]): Parameters {
  return Object.fromEntries(keys.map((key) => [key, params[key] as ArrayParameter]));
}

const shapesOf = (params: Parameters) => mapValues(params, ({ shape }) => shape);

/** Each row of a matrix of zeros and ones as text. */
function rowsOf({ shape, data }: ArrayParameter): string[] {
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, (_, r) => Array.from(data.subarray(r * columns, (r + 1) * columns)).join(''));
}

const packMasks = (masks: Masks) => mapValues(masks, ({ data }) => bitsToBase64(data));

/** The masks of a ticket, for parameters like these. */
export function unpackMasks(packed: Readonly<Record<string, string>>, like: Parameters): Masks {
  return mapParameters(like, ({ data }, key) => bitsFromBase64(packed[key] as string, data.length));
}
