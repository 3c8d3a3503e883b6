/** Figure 2: training and test accuracy of the four classifiers, on plain and on shuffled features. */

import { runsOfKind } from '@mnist1d/results';
import {
  type ClassificationResult,
  type ClassificationRun,
  type ClassifierName,
  classificationKind,
} from '@mnist1d/results/kinds/classification';
import { mean } from 'd3-array';
import { checkDistinct, checkSameSteps, checkSome } from '../../checks/check-runs.ts';
import { band } from '../../parts/band.ts';
import { defineFigure, defineFigures, type Figure } from '../../parts/define-figures.ts';
import { heading } from '../../parts/heading.ts';
import type { Layer, Panel } from '../../parts/spec.ts';
import { spreadLabels } from '../../parts/spread-labels.ts';
import { modelLabels, type Palette } from '../../parts/theme.ts';
import { classErrorsFigure } from './class-errors.ts';

export type {
  ClassErrorsRun,
  ClassificationResult,
  ClassificationRun,
  ClassifierName,
} from '@mnist1d/results/kinds/classification';

const where = 'classificationFigure';

/** Of the data: a panel each. */
const sets = ['train', 'test'] as const;
const featureLabels = { plain: 'Plain', shuffled: 'Shuffled' } as const;
const width = 230;
const height = 260;
/** Of a label at the end of a line, in per cent accuracy. */
const labelHeight = 5;

/**
 * Figure 2 of the paper: accuracy in percent over the training step, training in panel a and test in panel b, a colour per
 * model, solid on plain and dashed on shuffled features, the human's accuracy as a line in panel b. With several seeds a
 * line is their mean and its band ± their sample standard deviation, cut at 0 and 100 %.
 *
 * The data of the specification are the runs themselves, one row per run and step; Vega-Lite takes mean and deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const classificationFigure: Figure<ClassificationResult> = defineFigure(
  where,
  classificationKind,
  ({ data }, palette) => {
    const { human, runs } = data;
    const training = runsOfKind(runs, 'training');
    checkSome(where, training, 'a training run');
    checkDistinct(where, runs);
    checkSameSteps(where, runs);
    const names = (Object.keys(modelLabels) as ClassifierName[]).filter((name) =>
      training.some(({ spec }) => spec.model === name),
    );
    const steps = training[0]?.curves.steps ?? [];
    const style: Style = {
      palette,
      models: names.map((name) => modelLabels[name]),
      colours: names.map((name) => palette.models[name]),
      features: (['plain', 'shuffled'] as const)
        .filter((features) => training.some(({ spec }) => spec.features === features))
        .map((features) => featureLabels[features]),
      hasBand: countSeeds(training) > 1,
      isPoint: steps.length === 1,
      first: steps[0] as number,
      // A run that was evaluated once still needs an axis of some length.
      last: steps.length > 1 ? (steps[steps.length - 1] as number) : (steps[0] as number) + 1,
    };
    return {
      description: describeFigure(training, human.accuracy),
      data: { name: 'runs', values: rows(training) },
      transform: [
        {
          aggregate: sets.flatMap((set) => [
            { op: 'mean' as const, field: `${set}Accuracy`, as: `${set}Mean` },
            { op: 'stdev' as const, field: `${set}Accuracy`, as: `${set}Deviation` },
          ]),
          groupby: ['model', 'features', 'step'],
        },
        ...sets.flatMap((set) => [
          { calculate: `max(0, datum.${set}Mean - datum.${set}Deviation)`, as: `${set}Low` },
          { calculate: `min(100, datum.${set}Mean + datum.${set}Deviation)`, as: `${set}High` },
        ]),
        {
          calculate: `(${JSON.stringify(Object.fromEntries(names.map((name) => [modelLabels[name], palette.models[name]])))})[datum.model]`,
          as: 'colour',
        },
      ],
      spacing: 36,
      hconcat: [
        panel('a', 'Training accuracy', 'train', style, []),
        panel('b', 'Test accuracy', 'test', style, [...humanLine(human.accuracy, style), endLabels(training, palette)]),
      ],
    };
  },
);

export const classificationFigures = defineFigures(classificationKind, {
  classification: { draw: classificationFigure },
  'classification-errors-by-class': { draw: classErrorsFigure, kind: 'class-errors' },
});

interface Style {
  readonly palette: Palette;
  readonly models: readonly string[];
  readonly colours: readonly string[];
  readonly features: readonly string[];
  /** Is there a deviation to draw? */
  readonly hasBand: boolean;
  /** Is there but one evaluation, which makes no line? */
  readonly isPoint: boolean;
  readonly first: number;
  readonly last: number;
}

/** The largest number of seeds of any line. */
function countSeeds(training: readonly ClassificationRun[]): number {
  const seeds = new Map<string, number>();
  for (const { spec } of training) {
    const line = `${spec.model}/${spec.features}`;
    seeds.set(line, (seeds.get(line) ?? 0) + 1);
  }
  return Math.max(...seeds.values());
}

/** One row per run and evaluation. */
function rows(training: readonly ClassificationRun[]) {
  return training.flatMap(({ spec, curves }) =>
    curves.steps.map((step, i) => ({
      model: modelLabels[spec.model],
      features: featureLabels[spec.features],
      seed: spec.seed,
      step,
      trainAccuracy: curves.trainAccuracy[i] as number,
      testAccuracy: curves.testAccuracy[i] as number,
    })),
  );
}

function panel(letter: string, title: string, set: (typeof sets)[number], style: Style, extra: Layer[]): Panel {
  const { models, colours, features, palette, hasBand } = style;
  const isPlainOnly = features.every((name) => name === featureLabels.plain);
  const lines: Layer = {
    mark: { type: 'line', point: style.isPoint },
    encoding: {
      x: {
        field: 'step',
        type: 'quantitative',
        axis: { title: 'Training step', format: 'd', tickCount: 4, labelFlush: false },
        scale: { domain: [style.first, style.last], nice: false, padding: 8 },
      },
      y: {
        field: `${set}Mean`,
        type: 'quantitative',
        axis: { title: set === 'train' ? 'Accuracy (%)' : null, values: [0, 20, 40, 60, 80, 100] },
        scale: { domain: [0, 100] },
      },
      color: {
        field: 'model',
        type: 'nominal',
        scale: { domain: [...models], range: [...colours] },
        legend: { title: null, symbolType: 'stroke' },
      },
      strokeDash: {
        field: 'features',
        type: 'nominal',
        scale: {
          domain: [...features],
          range: features.map((name) => (name === featureLabels.plain ? [1, 0] : [5, 3])),
        },
        legend: isPlainOnly ? null : { title: null, symbolType: 'stroke', symbolStrokeColor: palette.ink },
      },
    },
  };
  const deviation = band({ x: 'step', low: `${set}Low`, high: `${set}High`, detail: 'features' });
  return {
    width,
    height,
    layer: [...(hasBand ? [deviation] : []), lines, ...extra, ...heading(letter, title, width, palette)],
  };
}

/** Its name stands above the line, where curves seldom come. */
function humanLine(accuracy: number, { palette: { ink }, first, last }: Style): Layer[] {
  const data = { values: [{}] };
  const x = { datum: first };
  const y = { datum: accuracy };
  return [
    { data, mark: { type: 'rule', color: ink, strokeWidth: 1.5 }, encoding: { x, x2: { datum: last }, y } },
    {
      data,
      mark: { type: 'text', text: 'Human', color: ink, align: 'left', baseline: 'bottom', dy: -1 },
      encoding: { x, y },
    },
  ];
}

/** The model's name at the end of each of its lines, so that the figure can be read in grey: one for both where they meet. */
function endLabels(training: readonly ClassificationRun[], palette: Palette): Layer {
  const ends = new Map<string, { model: ClassifierName; values: number[] }>();
  for (const { spec, curves } of training) {
    const line = `${spec.model}/${spec.features}`;
    const end = ends.get(line) ?? { model: spec.model, values: [] };
    end.values.push(curves.testAccuracy[curves.testAccuracy.length - 1] as number);
    ends.set(line, end);
  }
  const labels: { readonly model: ClassifierName; at: number }[] = [];
  for (const { model, values } of ends.values()) {
    const at = mean(values) as number;
    const other = labels.find((label) => label.model === model && Math.abs(label.at - at) < labelHeight);
    if (other) other.at = (other.at + at) / 2;
    else labels.push({ model, at });
  }
  const heights = spreadLabels(
    labels.map(({ at }) => at),
    labelHeight,
  );
  const values = labels.map(({ model }, i) => ({
    name: modelLabels[model],
    end: heights[i],
    colour: palette.models[model],
  }));
  return {
    data: { values },
    mark: { type: 'text', align: 'left', baseline: 'middle' },
    encoding: {
      x: { value: width },
      y: { field: 'end', type: 'quantitative' },
      text: { field: 'name', type: 'nominal' },
      color: { field: 'colour', type: 'nominal', scale: null },
    },
  };
}

function describeFigure(training: readonly ClassificationRun[], human: number): string {
  const seeds = countSeeds(training);
  const average = seeds > 1 ? `Means over ${seeds} seeds, bands ± standard deviation. ` : '';
  return (
    'Training accuracy (a) and test accuracy (b) in percent over the training step. ' +
    `Dashed: after shuffling the features. ${average}Human: ${human} %.`
  );
}
