/** The networks past the paper's, and PyTorch's optimisers and schedules, against PyTorch's own runs. */
import { makeDataset } from '@mnist1d/dataset';
import { type Classifier, dilatedCnn, mlp, type Params, plainMlp, resnet, tcn } from '@mnist1d/models';
import { expect, test } from 'vitest';
import zoo from '../../../fixtures/torch-zoo.json' with { type: 'json' };
import { adam, adamw, createTrainer, type Optimizer, rmsprop, sgd, stepDecay, train } from '../src/training.ts';

const data = makeDataset();
const heMlp = () => plainMlp({ initialisation: 'he' });
const residualMlp = (batchNorm: boolean) =>
  mlp({ depth: 6, residual: 'pre-activation', batchNorm, initialisation: 'he' });
const momentum = (options: object = {}) => sgd({ learningRate: 0.05, ...options });

const cases: Readonly<Record<string, readonly [() => Classifier<never>, () => Optimizer]>> = {
  resnet: [resnet, adam],
  'dilated-cnn': [dilatedCnn, adam],
  tcn: [tcn, adam],
  'he-mlp/sgd-step-decay': [heMlp, () => momentum({ schedule: stepDecay({ every: 400, factor: 0.5 }) })],
  'he-mlp/adamw': [heMlp, () => adamw({ weightDecay: 0.1 })],
  'he-mlp/sgd-l2': [heMlp, () => momentum({ weightDecay: 1e-3 })],
  'he-mlp/nesterov': [heMlp, () => momentum({ nesterov: true })],
  'he-mlp/rmsprop': [heMlp, () => rmsprop({ learningRate: 0.001 })],
  'residual-mlp/plain': [() => residualMlp(false), () => sgd({ learningRate: 0.005 })],
  'residual-mlp/batch-norm': [() => residualMlp(true), momentum],
} as never;

interface RecordedRun {
  readonly train_loss_first_100: readonly number[];
  readonly accuracy_step_train_test: readonly (readonly [number, number, number])[];
  readonly 'float64_leaves_1e-5_at_update': number | null;
  readonly running_statistics_after_6_updates_first_4?: Readonly<Record<string, readonly number[]>>;
}

const runs = Object.entries(zoo.runs as unknown as Readonly<Record<string, RecordedRun>>).map(
  ([key, run]) => [key, run] as const,
);
const caseOf = (key: string) => {
  const [, name, seed] = /^(.*)\/seed(\d+)$/.exec(key) as unknown as [string, string, string];
  const [makeModel, makeOptimizer] = cases[name] as (typeof cases)[string];
  return { model: makeModel() as unknown as Classifier<Params>, optimizer: makeOptimizer(), seed: Number(seed) };
};

test.each(runs)('%s: the losses are within 1e-5 of PyTorch’s as long as its own two precisions agree', async (key, run) => {
  const { model, optimizer, seed } = caseOf(key);
  const trainer = await createTrainer(model, data, { start: seed, optimizer, steps: 100 });
  try {
    const early = Array.from(await trainer.advance(6));
    const statistics = await trainer.parameters();
    for (const [name, values] of Object.entries(run.running_statistics_after_6_updates_first_4 ?? {}))
      for (const [i, value] of values.entries())
        expect(Math.abs((statistics[name]?.data[i] as number) - value), `${name}[${i}]`).toBeLessThan(1e-4);
    const losses = [...early, ...Array.from(await trainer.advance(94))];
    const last = run['float64_leaves_1e-5_at_update'] ?? 100;
    expect(last).toBeGreaterThan(0);
    run.train_loss_first_100.slice(0, last).forEach((loss, i) => {
      expect(Math.abs((losses[i] as number) - loss) / loss, `update ${i}: ${losses[i]}, PyTorch ${loss}`).toBeLessThan(1e-5);
    });
  } finally {
    trainer.dispose();
  }
});

test.each(runs.filter(([, run]) => run.accuracy_step_train_test.length > 1))('%s: the accuracies are those of PyTorch', async (key, run) => {
  const { model, optimizer, seed } = caseOf(key);
  const steps = (run.accuracy_step_train_test.at(-1) as readonly number[])[0] as number;
  const { seconds, testAccuracy, trainAccuracy } = await train(model, data, { seed, optimizer, steps: steps + 1, evalEvery: steps });
  const [, trained, tested] = run.accuracy_step_train_test.at(-1) as readonly [number, number, number];
  console.log(key, seconds, trainAccuracy, trained, testAccuracy, tested);
  expect(Math.abs((trainAccuracy.at(-1) as number) - trained)).toBeLessThan(1.5);
  expect(Math.abs((testAccuracy.at(-1) as number) - tested)).toBeLessThan(1.5);
});
