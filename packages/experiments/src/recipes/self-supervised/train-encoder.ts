/** The training of an encoder without a label, and how well the classes lie apart in its layers meanwhile. */
import { makeDataset } from '@mnist1d/dataset';
import { compileLoop } from '@mnist1d/jit';
import { flattenParameters, TorchRandom, toArrays } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { selfSupervisedKind } from '@mnist1d/results/kinds/self-supervised';
import * as tf from '@tensorflow/tfjs-core';
import { logisticAccuracy } from '../../analysis/logistic-regression.ts';
import { knnAccuracy } from '../../analysis/nearest-neighbours.ts';
import { mean } from '../../analysis/statistics.ts';
import type { RunContext } from '../../running/experiment.ts';
import { nextTask } from '../../training/next-task.ts';
import { floatsToBase64 } from '../base64.ts';
import { contrastiveTraining, DRAWN } from './contrastive.ts';
import { encoderOf, layerOutputs, type Split } from './encoder.ts';

export type TrainingSpec = SpecOf<typeof selfSupervisedKind, 'training'>;
export type TrainingOutput = OutputOf<typeof selfSupervisedKind, 'training'>;

/** Layers of the encoder: the input is none, the third is H. */
export const H = 3;

/** Trains an encoder by contrast; its layers are judged before, meanwhile and after. */
export async function trainEncoder(
  spec: TrainingSpec,
  { signal, onProgress, numerics }: RunContext,
): Promise<TrainingOutput> {
  const { seed, epochs, evalEvery, batchSize, learningRate, neighbours: k } = spec;
  const data = makeDataset();
  const encoder = encoderOf(spec);
  const random = new TorchRandom(seed);
  // The initial weights are the generator's first numbers.
  const initial = encoder.init(seed);
  random.rand(flattenParameters(encoder.initArrays(seed)).length);
  const updates = Math.floor(data.numTrain / batchSize);
  const training = contrastiveTraining(encoder, initial, data.x as Float32Array, {
    ...{ length: data.length, batchSize, learningRate, updates: epochs * updates },
    ...{ shifts: spec.shifts, slopeScale: spec.slopeScale, offsetScale: spec.offsetScale },
    temperature: spec.temperature,
  });
  const loop = compileLoop({ ...training.options, numerics });
  const layersAt = layerOutputs(encoder, data, numerics);
  const curves = {
    epochs: [] as number[],
    loss: [] as number[],
    knnAccuracy: [] as number[],
    linearAccuracy: [] as number[],
  };
  const evaluate = async (epoch: number) => {
    const params = loop.read().params;
    const layers = await layersAt(params);
    tf.dispose(params);
    const [h, z] = [layers[H], layers.at(-1)] as [Split, Split];
    curves.epochs.push(epoch);
    curves.knnAccuracy.push(knnAccuracy(z.train, z.test, { k, metric: 'cosine' }));
    curves.linearAccuracy.push(await logisticAccuracy(h.train, h.test, { standardise: true, signal, numerics }));
  };
  try {
    await evaluate(0);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = random.randperm(data.numTrain);
      const losses: number[] = [];
      for (let done = 0; done < updates; done += DRAWN) {
        const count = Math.min(DRAWN, updates - done);
        training.draw(random, loop.position, count);
        const rows = order.slice(done * batchSize, (done + count) * batchSize);
        losses.push(...(await loop.run(count, { order: rows, signal })));
      }
      if (!losses.every(Number.isFinite))
        throw new RangeError(`self-supervised: the training diverged in epoch ${epoch}`);
      curves.loss.push(mean(losses));
      if (epoch % evalEvery === 0 || epoch === epochs) await evaluate(epoch);
      onProgress?.(epoch / epochs);
      await nextTask(signal);
    }
    const params = loop.read().params;
    const linearByLayer: number[] = [];
    for (const { train, test } of await layersAt(params))
      linearByLayer.push(await logisticAccuracy(train, test, { standardise: true, signal, numerics }));
    const parameters = floatsToBase64(flattenParameters(await toArrays(params)));
    tf.dispose(params);
    return { metrics: { linearByLayer, knnAccuracy: curves.knnAccuracy.at(-1) as number, parameters }, curves };
  } finally {
    loop.dispose();
    training.dispose();
    layersAt.dispose();
  }
}
