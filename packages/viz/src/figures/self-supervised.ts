/** Figure 8: self-supervised learning. */
import { runsOfKind } from '@mnist1d/results';
import {
  type ProjectorName,
  type SelfSupervisedResult,
  selfSupervisedKind,
} from '@mnist1d/results/kinds/self-supervised';
import { checkSome } from '../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { embeddingPanel } from '../parts/embedding-panel.ts';
import { heading } from '../parts/heading.ts';
import type { Layer, Panel } from '../parts/spec.ts';
import type { Palette } from '../parts/theme.ts';

export type { ProjectorName, SelfSupervisedResult, SelfSupervisedRun } from '@mnist1d/results/kinds/self-supervised';

const names: Readonly<Record<ProjectorName, string>> = {
  default: 'Default projector',
  none: 'No projector',
  deep: 'Deep projector',
};

/** A point of a line; `of` says whose. */
interface Row {
  readonly projector: string;
  readonly of: 'ours' | 'theirs';
  readonly x: number;
  readonly y: number;
}

/**
 * Figure 8 of the paper: t-SNE of the output before and after training with the default projector, and linear accuracy in
 * percent in every layer, 0 the signals themselves, with each projector. Dotted: the authors'.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const selfSupervisedFigure: Figure<SelfSupervisedResult> = defineFigure(
  'selfSupervisedFigure',
  selfSupervisedKind,
  ({ data }, palette) => {
    checkSome('selfSupervisedFigure', data.runs);
    const embeddings = runsOfKind(data.runs, 'embedding');
    const trainings = runsOfKind(data.runs, 'training');
    const byLayer = (projector: ProjectorName, of: Row['of'], values: readonly number[]): Row[] =>
      values.map((y, x) => ({ projector: names[projector], of, x, y }));
    const rows = trainings.flatMap(({ spec, metrics }) => [
      ...byLayer(spec.projector, 'ours', metrics.linearByLayer),
      ...byLayer(spec.projector, 'theirs', data.published?.projectors[spec.projector].linearByLayer ?? []),
    ]);
    const planes = embeddings.map(({ spec, curves }, i) =>
      embeddingPanel(String.fromCharCode(97 + i), `Z ${spec.when} training`, curves, 280, palette),
    );
    const style = { width: 260, height: 280, xTitle: 'Layer (3: H, last: Z)', yTitle: 'Accuracy (%)', point: true };
    const letter = String.fromCharCode(97 + planes.length);
    return {
      description:
        't-SNE of the output Z before and after training without labels; test accuracy of a linear classifier on every layer, 0 being the signals. Dotted: the authors’.',
      spacing: 48,
      resolve: { scale: { color: 'independent' } },
      hconcat: [
        ...(planes.length > 0 ? [{ spacing: 40, hconcat: planes }] : []),
        ...(rows.length > 0 ? [linePanel(letter, 'Linear accuracy by layer', rows, style, palette)] : []),
      ],
    };
  },
);

/**
 * The training behind Figure 8: loss, accuracy of nearest neighbours in Z, linear accuracy in H over the epoch. Dotted: the
 * authors'.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const selfSupervisedTrainingFigure: Figure<SelfSupervisedResult> = defineFigure(
  'selfSupervisedTrainingFigure',
  selfSupervisedKind,
  ({ data }, palette) => {
    checkSome('selfSupervisedTrainingFigure', data.runs);
    const trainings = runsOfKind(data.runs, 'training');
    const published = data.published?.projectors;
    type Curve = 'loss' | 'knnAccuracy' | 'linearAccuracy';
    const rowsOf = (curve: Curve): Row[] =>
      trainings.flatMap(({ spec: { projector }, curves }) => {
        const last = curves.loss.length;
        const epochs = curve === 'loss' ? curves.loss.map((_, i) => i + 1) : curves.epochs;
        const theirs = published?.[projector];
        const line = (of: Row['of'], xs: readonly number[], ys: readonly number[]): Row[] =>
          xs.flatMap((x, i) => (x <= last ? [{ projector: names[projector], of, x, y: ys[i] as number }] : []));
        return [...line('ours', epochs, curves[curve]), ...line('theirs', theirs?.epochs ?? [], theirs?.[curve] ?? [])];
      });
    const draw = (letter: string, title: string, curve: Curve, yTitle: string) =>
      linePanel(
        letter,
        title,
        rowsOf(curve),
        { width: 220, height: 200, xTitle: 'Epoch', yTitle, point: false },
        palette,
      );
    return {
      description:
        'InfoNCE (a), test accuracy of nearest neighbours in the output Z (b) and of a linear classifier in H (c) over the epoch. Dotted: the authors’.',
      spacing: 40,
      hconcat: [
        draw('a', 'Loss', 'loss', 'InfoNCE (nats)'),
        draw('b', 'Nearest neighbours in Z', 'knnAccuracy', 'Accuracy (%)'),
        draw('c', 'Linear classifier in H', 'linearAccuracy', 'Accuracy (%)'),
      ],
    };
  },
);

export const selfSupervisedFigures = defineFigures(selfSupervisedKind, {
  'self-supervised': { draw: selfSupervisedFigure },
  'self-supervised-training': { draw: selfSupervisedTrainingFigure, kind: 'training' },
});

/** A line for each projector, ours solid, theirs dotted. */
function linePanel(
  letter: string,
  title: string,
  rows: readonly Row[],
  style: {
    readonly width: number;
    readonly height: number;
    readonly xTitle: string;
    readonly yTitle: string;
    readonly point: boolean;
  },
  palette: Palette,
): Panel {
  const { blue, red, orange } = palette.hues;
  const present = [...new Set(rows.map(({ projector }) => projector))];
  const colours: Readonly<Record<string, string>> = { [names.default]: blue, [names.none]: red, [names.deep]: orange };
  const encoding = {
    x: {
      field: 'x',
      type: 'quantitative',
      axis: { title: style.xTitle, tickCount: style.point ? 7 : 5, format: 'd' },
      scale: { nice: false },
    },
    y: { field: 'y', type: 'quantitative', axis: { title: style.yTitle, tickCount: 6 }, scale: { zero: false } },
    color: {
      field: 'projector',
      type: 'nominal',
      scale: { domain: present, range: present.map((name) => colours[name]) },
      legend: { title: null, symbolType: 'stroke' },
    },
  };
  const line = (of: Row['of'], mark: object) => ({
    data: { values: rows.filter((row) => row.of === of) },
    mark: { type: 'line', ...mark },
    encoding,
  });
  return {
    width: style.width,
    height: style.height,
    layer: [
      line('theirs', { strokeDash: [1.5, 2.5], strokeWidth: 1.25 }),
      line('ours', { point: style.point }),
      ...heading(letter, title, style.width, palette),
    ] as Layer[],
  } as Panel;
}
