/** How many updates a second this machine makes. */
import { makeDataset } from '@mnist1d/dataset';
import { createModel } from '@mnist1d/models';
import { createTrainer } from '../training/create-trainer.ts';
import { adam } from '../training/optimizers/adam.ts';
import type { Trainer } from '../training/trainer.ts';

/** The paper's four classifiers. */
export const speedModels = ['logistic', 'mlp', 'cnn', 'gru'] as const;

/** Updates per second, batches of 100 rows, on one core. */
export type Speed = Readonly<Record<(typeof speedModels)[number], number>>;

const WARM_UP = 100;
const SAMPLES = 9;
/** Milliseconds of a sample. */
const SAMPLE_TIME = 40;
const MOST_UPDATES_OF_A_SAMPLE = 2000;

/**
 * Measures compiled training, about half a second a model.
 *
 * @throws the signal's reason when aborted
 */
export async function measureSpeed(signal?: AbortSignal): Promise<Speed> {
  const data = makeDataset();
  const speeds: Partial<Record<keyof Speed, number>> = {};
  for (const model of speedModels) {
    const steps = 2 * WARM_UP + SAMPLES * MOST_UPDATES_OF_A_SAMPLE;
    const trainer = await createTrainer(createModel(model), data, { start: 42, optimizer: adam(), steps });
    try {
      speeds[model] = await speedOf(trainer, signal);
    } finally {
      trainer.dispose();
    }
  }
  return speeds as Speed;
}

/** The median of samples, for a busy machine slows some of them. */
async function speedOf(trainer: Trainer, signal: AbortSignal | undefined): Promise<number> {
  const sample = async (updates: number) => {
    const start = performance.now();
    await trainer.advance(updates, { signal });
    return (1000 * updates) / (performance.now() - start);
  };
  await sample(WARM_UP);
  const fitting = Math.round(((await sample(WARM_UP)) * SAMPLE_TIME) / 1000);
  const updates = Math.min(Math.max(fitting, 1), MOST_UPDATES_OF_A_SAMPLE);
  const speeds: number[] = [];
  for (let i = 0; i < SAMPLES; i++) speeds.push(await sample(updates));
  return speeds.sort((a, b) => a - b)[(SAMPLES - 1) / 2] as number;
}
