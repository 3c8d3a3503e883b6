/** Figure 1: how a sample is made, from the template of a digit to the finished signal, stage by stage. */
import { checkResult, show } from '@mnist1d/results';
import { type ConstructionResult, constructionKind } from '@mnist1d/results/kinds/construction';
import { checkSome } from '../checks/check-runs.ts';
import { checkObject } from '../checks/check-values.ts';
import { defineFigures } from '../parts/define-figures.ts';
import { checkSignalRow, largestAmplitude, type Signal, signalRow } from '../parts/signals.ts';
import { type Panel, schema, type VegaLiteSpec } from '../parts/spec.ts';
import { textWidth } from '../parts/text-width.ts';
import { type FigureOptions, getPalette, type Palette, themeConfig } from '../parts/theme.ts';

export type { ConstructionResult, ConstructionRun } from '@mnist1d/results/kinds/construction';

/** One stage of the construction: a row of the figure. */
export interface ConstructionStage {
  /** What was done, e.g. 'Translate'. Stands left of the row. */
  readonly label: string;
  /** A signal per digit, of any length: 12 values for the template, 72 once padded, 40 at the end. */
  readonly signals: readonly Signal[];
  /** The time of each value. Evenly spaced when left out. */
  readonly t?: readonly Signal[];
}

export interface Construction {
  /** From the template to the finished sample. */
  readonly rows: readonly ConstructionStage[];
  /** Above the columns. Default: 0, 1, 2 … */
  readonly digits?: readonly (number | string)[];
}

const where = 'constructionFigure';
/** Of a panel, in pixels. */
const width = 56;

/**
 * Figure 1 of the paper: a row per stage, a column per digit, time running downwards, values on one scale throughout. A row
 * whose signals have at most 24 values, as the templates do, is low; the others are of one height, whatever their length.
 *
 * @throws TypeError or RangeError that names row and signal if rows differ in their number of signals or a value is not finite.
 */
export function constructionFigure(construction: Construction, { theme = 'light' }: FigureOptions = {}): VegaLiteSpec {
  const palette = getPalette(theme);
  checkObject(where, 'construction', construction);
  const { rows, digits } = construction;
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new TypeError(`${where}: rows must be an array of at least one stage, got ${show(rows)}`);
  }
  const stages: readonly ConstructionStage[] = rows;
  stages.forEach((stage, i) => {
    checkObject(where, `rows[${i}]`, stage);
    checkSignalRow(where, `rows[${i}].`, stage);
    const { label, signals } = stage;
    if (typeof label !== 'string') {
      throw new TypeError(`${where}: rows[${i}].label must be a string, got ${show(label)}`);
    }
    const columns = stages[0]?.signals.length;
    if (signals.length !== columns) {
      throw new RangeError(
        `${where}: all rows must have as many signals as the first, ${columns}, got ${signals.length} in rows[${i}]`,
      );
    }
  });
  const columns = stages[0]?.signals.length ?? 0;
  const labels = (digits ?? Array.from({ length: columns }, (_, i) => i)).map(String);
  if (labels.length !== columns) {
    throw new RangeError(`${where}: digits must have ${columns} entries, one per column, got ${labels.length}`);
  }
  const amplitude = largestAmplitude(stages);
  const labelWidth = Math.ceil(Math.max(...stages.map(({ label }) => textWidth(label, 11))));
  return {
    $schema: schema,
    description: `The construction of ${columns} samples, one per column, in ${stages.length} stages from top to bottom: ${stages.map(({ label }) => label).join(', ')}.`,
    config: themeConfig(palette),
    spacing: 8,
    vconcat: stages.map(({ label, signals, t }, i) => {
      const height = signals.every(({ length }) => length <= 24) ? 36 : 110;
      const row = { signals, ...(t && { t }), ...(i === 0 && { labels }) };
      return {
        spacing: 8,
        hconcat: [
          stageLabel(label, labelWidth, height, palette),
          signalRow(row, { palette, mark: 'line', width, height, amplitude }),
        ],
      };
    }),
  };
}

function figureOf(result: ConstructionResult, options?: FigureOptions): VegaLiteSpec {
  const { runs } = checkResult(where, constructionKind, result).data;
  checkSome(where, runs);
  return constructionFigure(
    { rows: runs.map(({ spec, metrics }) => ({ label: spec.stage, signals: metrics.signals })) },
    options,
  );
}

export const constructionFigures = defineFigures(constructionKind, { construction: { draw: figureOf } });

function stageLabel(text: string, width: number, height: number, { ink }: Palette): Panel {
  return {
    width,
    height,
    data: { values: [{}] },
    mark: { type: 'text', text, color: ink, align: 'right', baseline: 'middle' },
    encoding: { x: { value: width }, y: { value: height / 2 } },
  };
}
