/**
 * The book's notebook 20.2: gradient descent on all training signals at once, without the noise of batches, fits them, too; with as
 * many parameters, deeper networks in fewer steps.
 */
import { checkInteger, checkPositive, show } from '@mnist1d/checks';
import { makeDataset } from '@mnist1d/dataset';
import { countParameters, plainMlp } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import { type FullBatchRun, fullBatchKind } from '@mnist1d/results/kinds/book/full-batch';
import { mean } from '../../analysis/statistics.ts';
import type { JsonObject, RunContext } from '../../running/experiment.ts';
import { createTrainer } from '../../training/create-trainer.ts';
import { sgd } from '../../training/optimizers/sgd.ts';
import { curvesOf, type Errors, errorsOf } from '../errors-of.ts';
import { packParameters, unpackParameters } from '../pack-parameters.ts';
import { paperExperiment } from '../paper-experiment.ts';

/** Configuration. All of it is the book's but `seeds`. */
export interface FullBatchConfig extends JsonObject {
  readonly hiddenSizes: readonly number[];
  readonly seeds: readonly number[];
  readonly trainSize: number;
  readonly learningRate: number;
  readonly maxSteps: number;
  readonly evalEvery: number;
}

const published: FullBatchConfig = {
  hiddenSizes: [298, 100, 75, 63],
  seeds: [0],
  trainSize: 4000,
  learningRate: 0.0025,
  maxSteps: 500_000,
  evalEvery: 500,
};

export const fullBatch = paperExperiment<typeof fullBatchKind, FullBatchConfig>({
  kind: fullBatchKind,
  source: 'book',
  recipeVersion: 1,
  title: 'Full-batch descent: fitting without the noise of batches',
  figure: 'UDL, notebook 20.2',
  defaultPreset: 'quick',
  meanings: {
    hiddenSizes: 'units of each hidden layer: of the network with one, with two, and so on',
    seeds: 'of the initial weights; a run for each',
    trainSize: 'rows to train on, all in each step',
    learningRate: 'of SGD without momentum',
    maxSteps: 'steps at most; a training ends where its training error is 0',
    evalEvery: 'steps from one evaluation to the next',
  },
  presets: {
    paper: {
      description: 'the book’s: four networks, 4,000 signals, learning rate 0.0025, up to 500,000 steps',
      config: published,
    },
    quick: {
      description: '1,000 signals, learning rate 0.05, up to 20,000 steps, two seeds: not the book’s',
      config: { ...published, seeds: [0, 1], trainSize: 1000, learningRate: 0.05, maxSteps: 20_000, evalEvery: 50 },
    },
  },

  check(config) {
    const where = "experiment 'full-batch'";
    for (const size of config.hiddenSizes) checkInteger(where, 'hiddenSizes', size, 1);
    for (const seed of config.seeds) checkInteger(where, 'seeds', seed, 0, 2 ** 32 - 1);
    for (const key of ['maxSteps', 'evalEvery'] as const) checkInteger(where, key, config[key], 1);
    checkInteger(where, 'trainSize', config.trainSize, 1, 4000);
    checkPositive(where, 'learningRate', config.learningRate);
    if (config.maxSteps % config.evalEvery !== 0)
      throw new RangeError(
        `${where}: maxSteps must be a multiple of evalEvery = ${config.evalEvery}, got ${show(config.maxSteps)}`,
      );
  },

  runs: ({ hiddenSizes, seeds, ...common }) =>
    hiddenSizes.flatMap((hiddenSize, i) => seeds.map((seed) => ({ depth: i + 1, hiddenSize, seed, ...common }))),

  label: ({ depth, hiddenSize, seed }) => `${depth} × ${hiddenSize} units, seed ${seed}`,

  // About as many parameters each, and as many steps as are allowed.
  cost: ({ trainSize, maxSteps }) => maxSteps * (5e-5 + trainSize * 15_000 * 1.2e-10),

  run: descend,

  claims: [
    {
      id: 'all-fit',
      text: 'Networks, of one to four hidden layers, whose training error reaches 0 without the noise of batches',
      published: 4,
      measure: (runs) => {
        const depths = [...new Set(runs.map(({ spec }) => spec.depth))];
        return depths.length < 4 ? null : depths.filter((depth) => stepsOf(runs, depth) !== null).length;
      },
      rule: '= 4',
      holds: (networks) => networks === 4,
      decidable: isComplete,
    },
    {
      id: 'deeper-is-faster',
      text: 'One hidden layer takes more steps than four (ratio)',
      published: null,
      measure: (runs) => ratio(runs, 1, 4),
      rule: '> 1',
      holds: (times) => times > 1,
      decidable: isComplete,
    },
    {
      id: 'each-layer-helps',
      text: 'Each further hidden layer saves steps (the smallest ratio of two neighbours)',
      published: null,
      measure(runs) {
        const ratios = [1, 2, 3].map((depth) => ratio(runs, depth, depth + 1));
        return ratios.includes(null) ? null : Math.min(...(ratios as number[]));
      },
      rule: '> 1',
      holds: (times) => times > 1,
      decidable: isComplete,
    },
  ],
});

/** The four networks; how many signals and which learning rate, the claims leave open. */
function isComplete({ hiddenSizes }: FullBatchConfig): boolean {
  return String(hiddenSizes) === String(published.hiddenSizes);
}

/** The mean over the seeds of the steps until the training error was 0; null where it did not get there. */
function stepsOf(runs: readonly FullBatchRun[], depth: number): number | null {
  const steps = runs.filter(({ spec }) => spec.depth === depth).map(({ metrics }) => metrics.stepsToFit);
  return steps.length === 0 || steps.includes(null) ? null : mean(steps as number[]);
}

function ratio(runs: readonly FullBatchRun[], a: number, b: number): number | null {
  const [of, to] = [stepsOf(runs, a), stepsOf(runs, b)];
  return of === null || to === null ? null : of / to;
}

/** Milliseconds from one checkpoint to the next, at least. */
const BETWEEN = 20_000;

type Look = Omit<Errors, 'testLoss'> & { readonly steps: number };

type Saved = {
  readonly looks: readonly Look[];
  readonly parameters: { readonly [parameter: string]: string };
};

/** Plain gradient descent on all rows until none is taken for another class, or for all steps: it goes on from its parameters. */
async function descend(
  spec: SpecOf<typeof fullBatchKind>,
  { signal, onProgress, checkpoint, numerics }: RunContext,
): Promise<OutputOf<typeof fullBatchKind>> {
  const { depth, hiddenSize, seed, trainSize, learningRate, maxSteps, evalEvery } = spec;
  const whole = makeDataset();
  const data = {
    ...whole,
    x: whole.x.subarray(0, trainSize * whole.length),
    y: whole.y.subarray(0, trainSize),
    numTrain: trainSize,
  };
  const model = plainMlp({ depth, hiddenSize, initialisation: 'he' });
  const saved = checkpoint?.read() as Saved | undefined;
  const trainer = await createTrainer(model, data, {
    start: saved ? unpackParameters(saved.parameters, model.initArrays(seed)) : seed,
    optimizer: sgd({ learningRate, momentum: 0 }),
    steps: maxSteps,
    batchSize: trainSize,
    numerics,
  });
  const looks: Look[] = [...(saved?.looks ?? [])];
  const look = async (steps: number): Promise<void> => {
    const { trainLoss, trainError, testError } = await errorsOf(trainer, data);
    looks.push({ steps, trainLoss, trainError, testError });
    onProgress?.(steps / maxSteps);
  };
  try {
    if (!saved) await look(0);
    let kept = performance.now();
    let last = looks.at(-1) as Look;
    while (last.steps < maxSteps && last.trainError > 0) {
      if (performance.now() - kept > BETWEEN) {
        await checkpoint?.write({ looks, parameters: packParameters(await trainer.parameters()) } satisfies Saved);
        kept = performance.now();
      }
      await trainer.advance(evalEvery, { signal });
      await look(last.steps + evalEvery);
      last = looks.at(-1) as Look;
    }
    return {
      metrics: {
        stepsToFit: last.trainError === 0 ? last.steps : null,
        trainError: last.trainError,
        testError: last.testError,
        parameters: countParameters(model),
      },
      curves: curvesOf(looks),
    };
  } finally {
    trainer.dispose();
  }
}
