/** The figures that need no training: the templates, samples of the dataset, and how a sample is made. */
import { getTemplates, makeDataset, RandomState } from '@mnist1d/dataset';
import { constructionStages } from '@mnist1d/dataset/construction';
import {
  constructionFigure,
  type FigureOptions,
  samplesFigure,
  templatesFigure,
  type VegaLiteSpec,
} from '@mnist1d/viz';

/** By the name that `mnist1d figure` takes. */
export const pictures: Readonly<Record<string, (options: FigureOptions) => VegaLiteSpec>> = {
  construction,
  templates(options) {
    const { x, y } = getTemplates();
    return templatesFigure({ signals: x, labels: y }, options);
  },
  samples,
};

const stageLabels = {
  template: 'Template',
  pad: 'Pad',
  dilate: 'Dilate',
  scale: 'Scale',
  translate: 'Translate',
  noise: 'Add noise',
  shear: 'Shear',
  resample: 'Resample',
} as const;

/** Figure 1: a sample of every digit, one after another from RandomState(0), after each stage. */
function construction(options: FigureOptions): VegaLiteSpec {
  const random = new RandomState(0);
  const digits = getTemplates().y;
  const samples = digits.map((digit) => constructionStages(digit, {}, random));
  const rows = Object.entries(stageLabels).map(([name, label]) => {
    const stages = samples.map((stages) => stages.find((stage) => stage.name === name) ?? { x: [], t: [] });
    return { label, signals: stages.map(({ x }) => x) };
  });
  return constructionFigure({ rows, digits }, options);
}

/** The first test sample of every class. */
function samples(options: FigureOptions): VegaLiteSpec {
  const { xTest, yTest, length, templates } = makeDataset();
  const rows = templates.y.map((label) => yTest.indexOf(label));
  const signals = rows.map((row) => xTest.subarray(row * length, (row + 1) * length));
  return samplesFigure({ signals, labels: templates.y }, options);
}
