/** The settings of a training that JSON can say. */
import { checkKeys, checkName, checkNumber, refuse } from '@mnist1d/checks';
import type { JsonObject } from '@mnist1d/results';
import {
  type Augmentation,
  augmentInTurn,
  circularShift,
  randomScale,
  uniformNoise,
} from '../training/batches/augmentation.ts';
import { createOptimizer, type OptimizerName, optimizerNames } from '../training/optimizers/by-name.ts';
import { cosineDecay, linearWarmup, type Schedule, stepDecay } from '../training/optimizers/schedules.ts';
import type { TrainOptions } from '../training/train-options.ts';
import type { Setting } from './model-options.ts';

type JsonOption = Exclude<
  keyof TrainOptions,
  'loss' | 'metrics' | 'onEvaluation' | 'threads' | 'signal' | 'onProgress'
>;

export const trainingOptions: { readonly [K in JsonOption]: Setting } = {
  seed: { default: 42, meaning: 'of the initial weights, dropout, augmentation and the order' },
  steps: { default: 6001, meaning: 'updates' },
  batchSize: { meaning: 'rows per update; by default 100, or all where there are fewer' },
  learningRate: { default: 0.01, meaning: 'of the optimizer' },
  optimizer: {
    default: 'adam',
    meaning: `${optimizerNames.join(', ')}, or {"kind":"sgd","momentum":0.95} with its own settings`,
  },
  schedule: {
    meaning: 'cosine, warmup, or {"kind":"step","every":400,"factor":0.5}; by default the learning rate stays',
  },
  labelSmoothing: { default: 0, meaning: 'how much of each label is spread evenly over all classes' },
  clipNorm: { meaning: 'the most that the norm of all gradients may be; by default anything' },
  order: { default: 'inOrder', meaning: 'of the rows: inOrder, or shuffled anew in each pass' },
  augment: {
    meaning:
      'a list of circularShift, {"kind":"randomScale","min":0.8,"max":1.2}, {"kind":"uniformNoise","most":0.1}; by default none',
  },
  validationSplit: { default: 0, meaning: 'share of the training rows, the last ones, that is held back' },
  evalEvery: { default: 250, meaning: 'updates from one evaluation to the next' },
  earlyStopping: {
    meaning:
      'evaluations without improvement after which it stops, or {"patience":5,"minDelta":0.01}; by default never',
  },
  backend: { default: 'jit', meaning: 'jit (compiled), cpu, wasm or webgpu' },
  numerics: { meaning: 'exact, or fused: faster, other bits, where the runtime has it; by default exact' },
};

/** How many of the training rows, the first ones, `train` does not hold back. */
export function rowsTrainedOn(numTrain: number, validationSplit = 0): number {
  return numTrain - Math.round(numTrain * validationSplit);
}

/** What is given and the defaults of what is not, of a training on so many rows. */
export function completeSettings(given: JsonObject, numTrain: number): JsonObject {
  const rows = rowsTrainedOn(numTrain, given.validationSplit as number | undefined);
  const defaults = Object.entries<Setting>(trainingOptions).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  );
  return { batchSize: Math.min(100, rows), ...Object.fromEntries(defaults), ...given };
}

const where = 'train';

/**
 * The options of `train` that JSON settings mean. `train` checks the others.
 *
 * @throws RangeError or TypeError that names the setting, the value and the rule
 */
export function toTrainOptions(settings: JsonObject): TrainOptions {
  checkKeys(where, settings, Object.keys(trainingOptions));
  const { schedule, augment, earlyStopping, optimizer, learningRate, ...others } = settings;
  for (const key of ['labelSmoothing', 'validationSplit'])
    if (others[key] !== undefined) checkNumber(where, key, others[key], 0, 1);
  const total = Number.isSafeInteger(others.steps)
    ? (others.steps as number)
    : (trainingOptions.steps.default as number);
  const factor = schedule === undefined ? undefined : toSchedule(schedule, total);
  return {
    ...(others as TrainOptions),
    ...optimizerOf(optimizer, learningRate, factor),
    ...(augment !== undefined && { augment: toAugmentation(augment) }),
    ...(earlyStopping !== undefined && { earlyStopping: toEarlyStopping(earlyStopping) }),
  };
}

/** An optimiser with settings of its own takes learning rate and schedule itself. */
function optimizerOf(optimizer: unknown, learningRate: unknown, schedule: Schedule | undefined): TrainOptions {
  const rate = {
    ...(learningRate !== undefined && { learningRate: learningRate as number }),
    ...(schedule && { schedule }),
  };
  if (optimizer === undefined) return rate;
  if (typeof optimizer === 'string') return { optimizer: optimizer as OptimizerName, ...rate };
  const { kind, options } = kindOf('optimizer', optimizer, optimizerNames);
  return {
    optimizer: createOptimizer(kind, {
      learningRate: trainingOptions.learningRate.default as number,
      ...rate,
      ...options,
    }),
  };
}

const schedules = ['cosine', 'step', 'warmup'] as const;

/** @param total the updates that are left for it */
function toSchedule(value: unknown, total: number): Schedule {
  const { kind, options } = kindOf('schedule', value, schedules);
  switch (kind) {
    case 'cosine':
      checkKeys('schedule cosine', options, ['steps', 'to']);
      return cosineDecay({ steps: total, ...options });
    case 'step':
      checkKeys('schedule step', options, ['every', 'factor']);
      return stepDecay(options as { every: number; factor: number });
    case 'warmup': {
      checkKeys('schedule warmup', options, ['steps', 'next']);
      const { steps = Math.ceil(total / 20), next } = options as { steps?: number; next?: unknown };
      const left = Math.max(1, total - steps);
      return linearWarmup({ steps, ...(next !== undefined && { next: toSchedule(next, left) }) });
    }
  }
}

const augmentations = { circularShift, randomScale, uniformNoise };

function toAugmentation(value: unknown): Augmentation {
  if (Array.isArray(value)) return augmentInTurn(...value.map(toAugmentation));
  const { kind, options } = kindOf('augment', value, Object.keys(augmentations) as (keyof typeof augmentations)[]);
  const known = { circularShift: ['most'], randomScale: ['min', 'max'], uniformNoise: ['most'] };
  checkKeys(`augment ${kind}`, options, known[kind]);
  return augmentations[kind](options as { most: number; min: number; max: number });
}

function toEarlyStopping(value: unknown): NonNullable<TrainOptions['earlyStopping']> {
  if (typeof value === 'number') return { patience: value };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as { patience: number };
  return refuse(where, 'earlyStopping', 'a number of evaluations, or an object with patience', value);
}

/** What is said by a name, or by an object with that name as `kind` and options beside it. */
function kindOf<K extends string>(key: string, value: unknown, kinds: readonly K[]): { kind: K; options: object } {
  if (typeof value === 'string') return { kind: checkName(where, `kind of ${key}`, value, kinds), options: {} };
  const { kind, ...options } = (Array.isArray(value) ? {} : Object(value)) as { kind?: unknown };
  if (typeof kind !== 'string') refuse(where, key, `one of ${kinds.join(', ')}, or an object with one as kind`, value);
  return { kind: checkName(where, `kind of ${key}`, kind, kinds), options };
}
