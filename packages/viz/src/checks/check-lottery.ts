/** Is a value read from JSON a lottery result that can be drawn? */
import { checkCurves, checkOneOf, checkRuns } from './check-runs.ts';
import { checkNumber, checkObject, describe } from './check-values.ts';
import type { LotteryPruningRun, LotteryTransferRun } from './results.ts';

export const masks = ['dense', 'ticket', 'random'] as const;
export const conditions = ['fresh', 'shuffled', 'flipped', 'chunks', 'new-weights'] as const;

/** The parts of a lottery result, checked. */
export interface LotteryParts {
  readonly pruning: readonly LotteryPruningRun[];
  readonly transfer: readonly LotteryTransferRun[];
}

/** @throws TypeError or RangeError that names the run and the field if the result is not one that can be drawn. */
export function checkLottery(where: string, result: unknown): LotteryParts {
  const runs = checkRuns<LotteryPruningRun | LotteryTransferRun>(where, result, (name, spec, run) => {
    checkOneOf(where, `${name}.spec.kind`, spec.kind, ['pruning', 'transfer']);
    const metrics = checkObject(where, `${name}.metrics`, run.metrics);
    if (spec.kind === 'pruning') {
      checkOneOf(where, `${name}.spec.criterion`, spec.criterion, ['random', 'magnitude']);
      checkCurves(where, name, run, ['sparsity', 'testLoss']);
      checkCurves(where, name, run, ['sparsity', 'finalAccuracy', 'maxAccuracy'], [0, 100]);
      const rows = metrics.firstLayerMask;
      if (!Array.isArray(rows) || !rows.every((row) => typeof row === 'string' && /^[01]+$/.test(row))) {
        throw new TypeError(
          `${where}: ${name}.metrics.firstLayerMask must be an array of strings of 0 and 1, got ${describe(rows)}`,
        );
      }
    } else {
      checkOneOf(where, `${name}.spec.mask`, spec.mask, masks);
      checkOneOf(where, `${name}.spec.condition`, spec.condition, conditions);
      checkNumber(where, `${name}.metrics.testAccuracy`, metrics.testAccuracy, 0, 100);
      checkCurves(where, name, run, ['steps', 'testAccuracy'], [0, 100]);
    }
  });
  return {
    pruning: runs.filter((run): run is LotteryPruningRun => run.spec.kind === 'pruning'),
    transfer: runs.filter((run): run is LotteryTransferRun => run.spec.kind === 'transfer'),
  };
}
