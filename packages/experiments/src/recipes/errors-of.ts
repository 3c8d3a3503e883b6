/** How well a network in training does, as several experiments tell it. */
import type { TrainingData } from '../training/check-data.ts';
import type { Trainer } from '../training/trainer.ts';

export type Errors = Awaited<ReturnType<typeof errorsOf>>;

/** Losses in nats, and how much is taken for another class, in percent. */
export async function errorsOf(
  trainer: Trainer,
  { x, y, xTest, yTest }: Pick<TrainingData, 'x' | 'y' | 'xTest' | 'yTest'>,
) {
  const onTrain = await trainer.evaluate(x, y);
  const onTest = await trainer.evaluate(xTest, yTest);
  return {
    ...{ trainLoss: onTrain.loss, trainError: 100 - onTrain.accuracy },
    ...{ testLoss: onTest.loss, testError: 100 - onTest.accuracy },
  };
}

/** Numbers that are looked at again and again, each over time. */
export function curvesOf<T extends object>(looks: readonly T[]): { [name in keyof T]: T[name][] } {
  const names = Object.keys(looks[0] ?? {}) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, looks.map((look) => look[name])])) as {
    [name in keyof T]: T[name][];
  };
}
