/** Training error to zero, test error far from it: networks of some widths. A run for each training. */
import { epochTraining } from '../../epoch-training.ts';
import { defineKind, type ResultOf, type RunOf } from '../../kind.ts';
import { count, described } from '../../values.ts';

export const performanceKind = defineKind({
  id: 'performance',
  run: epochTraining({ hiddenSize: described(count, 'Units of each of the two hidden layers') }),
});

/** One training of the experiment. */
export type PerformanceRun = RunOf<typeof performanceKind>;
/** The experiment's result. */
export type PerformanceResult = ResultOf<typeof performanceKind>;
