/** Errors by class: a model's beside the human's. */

import { runsOfKind } from '@mnist1d/results';
import {
  type ClassificationResult,
  type ClassifierName,
  classificationKind,
} from '@mnist1d/results/kinds/classification';
import { checkDistinct, checkSome } from '../../checks/check-runs.ts';
import { checkNumbers } from '../../checks/check-values.ts';
import { defineFigure, type Figure } from '../../parts/define-figures.ts';
import type { Layer } from '../../parts/spec.ts';
import { modelLabels } from '../../parts/theme.ts';

const where = 'classErrorsFigure';

/**
 * Misclassified test samples of each class in percent, the model's bars beside the human's: the paper's two charts on one
 * scale. With several seeds a bar is their mean and the line on it ± their sample standard deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn, or has no such run.
 */
export const classErrorsFigure: Figure<ClassificationResult> = defineFigure(
  where,
  classificationKind,
  ({ data }, palette) => {
    const { human, runs } = data;
    const classErrors = runsOfKind(runs, 'class-errors');
    checkSome(where, classErrors, "a run of kind 'class-errors'");
    checkDistinct(where, runs);
    const models = [...new Set(classErrors.map(({ spec }) => spec.model))] as [ClassifierName];
    if (models.length > 1) {
      throw new RangeError(`${where}: runs of kind 'class-errors' must be of one model, got ${models.join(', ')}`);
    }
    for (const run of classErrors) {
      checkErrors(runs.indexOf(run), run.metrics.errorByClass, human.errorByClass.length);
    }
    const [model] = models;
    const name = modelLabels[model];
    const row = (who: string, seed: number | null) => (error: number | null, label: number) => ({
      who,
      seed,
      label,
      error,
    });
    const x = { field: 'label', type: 'nominal', sort: null } as const;
    const xOffset = { field: 'who', type: 'nominal', sort: [name, 'Human'] } as const;
    const bars: Layer = {
      mark: 'bar',
      encoding: {
        x: {
          ...x,
          axis: { title: 'Class', labelAngle: 0, ticks: false },
          scale: { paddingInner: 0.25, paddingOuter: 0.2 },
        },
        xOffset,
        y: { field: 'mean', type: 'quantitative', axis: { title: 'Misclassified (%)', tickCount: 5 } },
        color: {
          field: 'who',
          type: 'nominal',
          scale: { domain: [name, 'Human'], range: [palette.models[model], palette.human] },
          legend: { title: null, symbolType: 'square', symbolSize: 110 },
        },
      },
    };
    const deviations: Layer = {
      // The human has one value, a model of one seed too: neither has a deviation.
      transform: [{ filter: 'datum.deviation > 0' }],
      mark: { type: 'rule', color: palette.ink, strokeWidth: 1.25 },
      encoding: { x, xOffset, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
    };
    return {
      description: `Misclassified test samples of each class in percent: ${name} and human.`,
      width: 360,
      height: 190,
      data: {
        name: 'errors',
        values: [
          ...classErrors.flatMap(({ spec, metrics }) => metrics.errorByClass.map(row(name, spec.seed))),
          ...human.errorByClass.map(row('Human', null)),
        ],
      },
      transform: [
        {
          aggregate: [
            { op: 'mean', field: 'error', as: 'mean' },
            { op: 'stdev', field: 'error', as: 'deviation' },
          ],
          groupby: ['who', 'label'],
        },
        { calculate: 'max(0, datum.mean - datum.deviation)', as: 'low' },
        { calculate: 'min(100, datum.mean + datum.deviation)', as: 'high' },
      ],
      layer: [bars, deviations],
    };
  },
);

function checkErrors(run: number, errors: readonly unknown[], classes: number): void {
  const name = `result.data.runs[${run}].metrics.errorByClass`;
  checkNumbers(where, name, errors);
  if (errors.length !== classes) {
    throw new RangeError(
      `${where}: ${name} must have one value per class as the human's has, got ${errors.length} for ${classes}`,
    );
  }
}
