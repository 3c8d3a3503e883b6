/** Claims about means over the seeds of the book's trainings. */
import type { EpochTrainingRun } from '@mnist1d/results';
import { mean } from '../../analysis/statistics.ts';
import type { ClaimDefinition } from '../../running/experiment.ts';
import type { EpochConfig } from './train-epochs.ts';

/** The mean over the seeds of a metric of the runs that are meant; null where there is none, or one has no such number. */
export function meanOf<Run extends EpochTrainingRun>(
  runs: readonly Run[],
  metric: keyof EpochTrainingRun['metrics'],
  isMeant: (spec: Run['spec']) => boolean,
): number | null {
  const values = runs.filter(({ spec }) => isMeant(spec)).map(({ metrics }) => metrics[metric]);
  return values.length === 0 || values.includes(null) ? null : mean(values as number[]);
}

/** The difference of two numbers, or null where one is missing. */
export function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** A rule that people and the check read alike. */
export const atLeast = (limit: number, unit: string) => ({
  rule: `≥ ${limit} ${unit}`,
  holds: (value: number) => value >= limit,
});
export const below = (limit: number, unit: string) => ({
  rule: `< ${limit} ${unit}`,
  holds: (value: number) => value < limit,
});
export const between = (low: number, high: number, unit = '') => ({
  rule: `${low} … ${high}${unit && ` ${unit}`}`,
  holds: (value: number) => value >= low && value <= high,
});

/** Trainings as long as those of the configuration, or longer, can tell, as long as nothing else of these settings is another. */
export function asTrainedIn<Config extends EpochConfig>(
  published: Config,
  ...others: readonly (keyof Config)[]
): Pick<ClaimDefinition<Config, never>, 'decidable'> {
  const keys = ['halveEvery', 'batchSize', 'learningRate', 'momentum', ...others] as const;
  return {
    decidable: (config) => config.epochs >= published.epochs && keys.every((key) => config[key] === published[key]),
  };
}
