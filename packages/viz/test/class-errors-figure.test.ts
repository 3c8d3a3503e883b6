import { expect, test } from 'vitest';
import { type ClassificationResult, classErrorsFigure, renderSvg } from '../src/index.ts';
import { compileWarnings, drawnMarks } from './evaluate-spec.ts';
import { classErrorsRuns, exampleResult } from './example-result.ts';

test('bars are as high as the mean errors of the model and the errors of the human', async () => {
  const result = exampleResult();
  const runs = classErrorsRuns(result);
  const bars = (await drawnMarks(classErrorsFigure(result), 'rect')).flat();
  expect(bars).toHaveLength(20);
  const height = (who: string, label: number) =>
    bars.find(({ datum }) => datum.who === who && datum.label === label)!.height!;
  // Pixels per per cent, from one bar.
  const unit = height('Human', 2) / result.data.human.errorByClass[2]!;
  for (let label = 0; label < 10; label++) {
    const mean = runs.reduce((sum, { metrics }) => sum + metrics.errorByClass[label]!, 0) / runs.length;
    expect(height('CNN', label) / unit).toBeCloseTo(mean, 8);
    expect(height('Human', label) / unit).toBeCloseTo(result.data.human.errorByClass[label]!, 8);
  }
});

test('the two bars of a class stand side by side, the model first', async () => {
  const bars = (await drawnMarks(classErrorsFigure(exampleResult()), 'rect')).flat();
  const left = (who: string) => bars.filter(({ datum }) => datum.who === who).map(({ x }) => x);
  left('CNN').forEach((x, label) => {
    expect(left('Human')[label]).toBeGreaterThan(x);
    if (label < 9) expect(left('CNN')[label + 1]).toBeGreaterThan(left('Human')[label]!);
  });
});

test('lines of deviation stand on the model of several seeds only', async () => {
  const rules = async (seeds: number[]) => (await drawnMarks(classErrorsFigure(exampleResult(seeds)), 'rule')).flat();
  const several = await rules([42, 43, 44]);
  expect(several.map(({ datum }) => datum.who)).toEqual(Array(10).fill('CNN'));
  // The example's errors of seeds 42, 43, 44 are 2, 3, 4 above a common base: their sample standard deviation is 1.
  for (const { datum } of several) expect(datum.deviation).toBeCloseTo(1, 10);
  expect(await rules([42])).toEqual([]);
});

test('labels and warnings', async () => {
  for (const theme of ['light', 'dark'] as const) {
    const spec = classErrorsFigure(exampleResult(), { theme });
    expect(compileWarnings(spec)).toEqual([]);
    const svg = await renderSvg(spec);
    for (const label of ['CNN', 'Human', 'Class', 'Misclassified (%)', '0', '9'])
      expect(svg).toContain(`>${label}</text>`);
  }
});

test('names the model of the result', async () => {
  const result = JSON.parse(JSON.stringify(exampleResult())) as ClassificationResult;
  for (const { spec } of classErrorsRuns(result)) (spec as { model: string }).model = 'gru';
  const svg = await renderSvg(classErrorsFigure(result));
  expect(svg).toContain('>GRU</text>');
  expect(svg).not.toContain('>CNN</text>');
});

test('no errors at all still make a chart', async () => {
  const result = JSON.parse(JSON.stringify(exampleResult())) as ClassificationResult;
  const none = [...classErrorsRuns(result).map(({ metrics }) => metrics), result.data.human];
  for (const { errorByClass } of none) (errorByClass as number[]).fill(0);
  const svg = await renderSvg(classErrorsFigure(result));
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(svg).toContain('>Class</text>');
});
