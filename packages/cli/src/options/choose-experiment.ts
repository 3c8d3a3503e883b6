/** An experiment that a command line names. */
import { checkName } from '@mnist1d/checks';
import { type Experiment, experiments, getExperiment } from '@mnist1d/experiments';
import { parseArguments } from './argument-error.ts';

/** @throws ArgumentError that suggests the nearest name where there is no such experiment */
export function chooseExperiment(where: string, id: string): Experiment {
  return getExperiment(parseArguments(() => checkName(where, 'experiment', id, [...experiments.keys()])));
}
