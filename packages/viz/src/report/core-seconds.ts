/** The time of a result. */
import type { ExperimentResult } from '@mnist1d/results';

/** What the runs took on one core, all together. */
export function coreSeconds({ runSeconds }: ExperimentResult): number {
  return runSeconds.reduce((sum, seconds) => sum + seconds, 0);
}
