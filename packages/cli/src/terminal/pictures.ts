/** The figures that need no training: the templates, samples of the dataset, and how a sample is made. */
import { getTemplates, makeDataset } from '@mnist1d/dataset';
import { runExperiment } from '@mnist1d/experiments';
import { type FigureOptions, figure, samplesFigure, templatesFigure, type VegaLiteSpec } from '@mnist1d/viz';

/** By the name that `mnist1d figure` takes. */
export const pictures: Readonly<Record<string, (options: FigureOptions) => VegaLiteSpec | Promise<VegaLiteSpec>>> = {
  construction,
  templates(options) {
    const { x, y } = getTemplates();
    return templatesFigure({ signals: x, labels: y }, options);
  },
  samples,
};

/** Figure 1, which an experiment makes in no time. */
async function construction(options: FigureOptions): Promise<VegaLiteSpec> {
  return figure(await runExperiment('construction'), options);
}

/** The first test sample of every class. */
function samples(options: FigureOptions): VegaLiteSpec {
  const { xTest, yTest, length, templates } = makeDataset();
  const rows = templates.y.map((label) => yTest.indexOf(label));
  const signals = rows.map((row) => xTest.subarray(row * length, (row + 1) * length));
  return samplesFigure({ signals, labels: templates.y }, options);
}
