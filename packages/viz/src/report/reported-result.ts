/** What a report says of an experiment besides its figures. */
import { type ExperimentResult, show } from '@mnist1d/results';
import type { Result } from '../parts/define-figures.ts';

/** A result as `@mnist1d/experiments` makes it; only what the report shows. */
export type ReportedResult = Result &
  Pick<ExperimentResult, 'title' | 'figure' | 'versions' | 'seconds' | 'runSeconds' | 'digest' | 'claims'> & {
    readonly config: Readonly<Record<string, unknown>>;
  };

/** @throws TypeError that names the field if a result lacks what the report counts. */
export function checkReported(name: string, result: ReportedResult): void {
  if (typeof result !== 'object' || result === null || typeof result.experiment !== 'string') {
    throw new TypeError(`renderReport: ${name} must be an experiment's result, got ${show(result)}`);
  }
  const arrays = { claims: result.claims, runSeconds: result.runSeconds, 'data.runs': result.data?.runs };
  for (const [key, value] of Object.entries(arrays)) {
    if (!Array.isArray(value)) {
      throw new TypeError(`renderReport: ${name}.${key} must be an array, got ${show(value)}`);
    }
  }
}

/** What the runs took on one core, all together. */
export function coreSeconds({ runSeconds }: ReportedResult): number {
  return runSeconds.reduce((sum, seconds) => sum + seconds, 0);
}
