/** When a configuration can tell what the book claims. */
import type { ClaimDefinition } from '../../running/experiment.ts';
import type { EpochConfig } from './train-epochs.ts';

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
