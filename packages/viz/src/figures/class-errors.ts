/** Errors by class: a model's beside the human's. */
import { checkClassification } from '../checks/check-classification.ts';
import type { ClassificationResult } from '../checks/results.ts';
import { type Layer, schema, type VegaLiteSpec } from '../parts/spec.ts';
import { type FigureOptions, getPalette, modelLabels, themeConfig } from '../parts/theme.ts';

/**
 * Misclassified test samples of each class in percent, the model's bars beside the human's: the paper's two charts on one
 * scale. With several seeds a bar is their mean and the line on it ± their sample standard deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn, or has no such run.
 */
export function classErrorsFigure(result: ClassificationResult, { theme = 'light' }: FigureOptions = {}): VegaLiteSpec {
  const palette = getPalette(theme);
  const { classErrors, human } = checkClassification('classErrorsFigure', result);
  const models = [...new Set(classErrors.map(({ spec }) => spec.model))];
  const [model] = models;
  if (model === undefined) {
    throw new RangeError("classErrorsFigure: result.data.runs must have a run of kind 'class-errors', got none");
  }
  if (models.length > 1) {
    throw new RangeError(
      `classErrorsFigure: runs of kind 'class-errors' must be of one model, got ${models.join(', ')}`,
    );
  }
  const name = modelLabels[model];
  const row = (who: string, seed: number | null) => (error: number, label: number) => ({ who, seed, label, error });
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
    $schema: schema,
    description: `Misclassified test samples of each class in percent: ${name} and human.`,
    config: themeConfig(palette),
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
}
