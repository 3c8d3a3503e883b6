/** What residual connections are worth in networks of growing depth. A run for each training. */
import { epochTraining } from '../../epoch-training.ts';
import { defineKind, type ResultOf, type RunOf } from '../../kind.ts';
import { count, described, oneOf } from '../../values.ts';

export const connections = ['residual', 'plain'] as const;
export type Connections = (typeof connections)[number];

export const residualKind = defineKind({
  id: 'residual',
  run: epochTraining({
    connections: oneOf(connections),
    depth: described(count, 'Hidden layers'),
    hiddenSize: described(count, 'Units of each hidden layer'),
  }),
});

/** One training of the experiment. */
export type ResidualRun = RunOf<typeof residualKind>;
/** The experiment's result. */
export type ResidualResult = ResultOf<typeof residualKind>;
