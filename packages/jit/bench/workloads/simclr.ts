/** Self-supervised learning by contrast (SimCLR): what the experiment trains, with a fresh random batch for every step. */
import { type ConvEncoderParams, convEncoder, TorchRandom } from '@mnist1d/models';
import { compileLoop, type LoopOptions, type Numerics } from '../../src/index.ts';
import { type ContrastiveState, contrastiveTraining, DRAWN, type Signals } from '../experiments.ts';
import { randomRows } from './rows.ts';
import type { Runner } from './workload.ts';

/** The training loop, and what draws the random numbers of its next steps. */
export interface Simclr {
  readonly options: LoopOptions<ContrastiveState<ConvEncoderParams>, Signals>;
  /** Draws for `steps` steps, at most 256, from step `first` on; returns the rows of their batches. */
  draw(first: number, steps: number): Int32Array;
}

export function simclr(rows = 4000, batchSize = 100): Simclr {
  const encoder = convEncoder();
  const training = contrastiveTraining(encoder, encoder.init(0), randomRows(rows).x.dataSync<'float32'>(), {
    ...{ length: 40, batchSize, learningRate: 0.01, updates: 100_000 },
    ...{ shifts: 10, slopeScale: 0.04, offsetScale: 0.3, temperature: 0.5 },
  });
  const random = new TorchRandom(3);
  const permutation = Int32Array.from({ length: rows }, (_, i) => i);
  return {
    options: training.options,
    draw(first, steps) {
      training.draw(random, first, steps);
      const order = new Int32Array(steps * batchSize);
      for (let step = 0; step < steps; step++) order.set(drawBatch(random, permutation, batchSize), step * batchSize);
      return order;
    },
  };
}

/** The first `count` of a random permutation (Fisher–Yates, as far as needed), the same draw as randperm(n)[:count]. */
function drawBatch(random: TorchRandom, permutation: Int32Array, count: number): Int32Array {
  const draws = random.randint(0, 2 ** 31 - 1, count);
  for (let i = 0; i < count; i++) {
    const j = i + ((draws[i] as number) % (permutation.length - i));
    const kept = permutation[i] as number;
    permutation[i] = permutation[j] as number;
    permutation[j] = kept;
  }
  return permutation.subarray(0, count);
}

export function simclrRunner(numerics?: Numerics): Runner {
  const { options, draw } = simclr();
  const loop = compileLoop({ ...options, numerics });
  return {
    async run(steps) {
      for (let done = 0; done < steps; done += DRAWN) {
        const count = Math.min(DRAWN, steps - done);
        await loop.run(count, { order: draw(loop.position, count) });
      }
    },
    profile: () => ({ step: loop.profile() }),
  };
}
