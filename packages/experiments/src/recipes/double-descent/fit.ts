/** One network of some width, trained until it fits its training data and beyond. */
import { makeDataset, RandomState } from '@mnist1d/dataset';
import { createModel, type Model, type Params, TorchRandom } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { doubleDescentKind } from '@mnist1d/results/kinds/double-descent';
import type { RunContext } from '../../running/experiment.ts';
import { createTrainer } from '../../training/create-trainer.ts';
import { sgd } from '../../training/optimizers/sgd.ts';
import { errorsOf } from '../errors-of.ts';

export type FitSpec = SpecOf<typeof doubleDescentKind>;
export type FitOutput = OutputOf<typeof doubleDescentKind>;

/** Trains one network for all epochs and takes its errors at the end. */
export async function fit(spec: FitSpec, { signal, onProgress, numerics }: RunContext): Promise<FitOutput> {
  const { model, labelNoise, size, seed, epochs, batchSize, learningRate, momentum, backend } = spec;
  const random = new RandomState(42);
  const data = makeDataset({ numSamples: spec.numSamples, trainSplit: spec.trainSplit }, random);
  const rows = labelNoise > 0 ? { ...data, y: addLabelNoise(data.y, labelNoise, random) } : data;
  const batches = Math.ceil(data.numTrain / batchSize);
  const orders = new TorchRandom(seed + 1);

  const network: Model<Params> =
    model === 'mlp' ? createModel('plain-mlp', { hiddenSize: size }) : createModel('cnn', { channels: size });
  const trainer = await createTrainer(network, rows, {
    start: seed,
    optimizer: sgd({ learningRate, momentum }),
    steps: epochs * batches,
    batchSize,
    order: () => orders.randperm(data.numTrain),
    backend,
    numerics,
  });
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      await trainer.advance(batches, { signal });
      onProgress?.((epoch + 1) / epochs);
    }
    return { metrics: await errorsOf(trainer, rows) };
  } finally {
    trainer.dispose();
  }
}

/** As the paper's code: the stream that made the data goes on; each label in turn is drawn anew with this probability. */
export function addLabelNoise(labels: Int32Array, probability: number, random: RandomState): Int32Array {
  return labels.map((label) => (random.randomSample() < probability ? random.randint(0, 10) : label));
}
