import { getTemplates, makeDataset, RandomState } from '@mnist1d/dataset';
import { constructionStages } from '@mnist1d/dataset/construction';
import { expect, test } from 'vitest';
import { type JsonObject, runExperiment } from '../src/index.ts';

const signalsOf = async (config: JsonObject = {}) => {
  const { data } = await runExperiment('construction', { config });
  return data.runs.map(({ metrics }) => metrics.signals as number[][]);
};

test('from the templates to the signals that the generator makes', async () => {
  const { data } = await runExperiment('construction');
  expect(data.runs.map(({ spec }) => spec.stage)).toEqual([
    ...['Template', 'Pad', 'Dilate', 'Scale', 'Translate'],
    ...['Add correlated noise', 'Add white noise', 'Shear'],
  ]);
  const rows = await signalsOf();
  expect(rows[0]).toEqual(getTemplates().x.map((x) => Array.from(x)));
  const random = new RandomState(0);
  expect(rows.at(-1)).toEqual(
    getTemplates().y.map((digit) => Array.from(constructionStages(digit, {}, random).at(-1)!.x)),
  );
  for (const row of rows.slice(1)) expect(row.every(({ length }) => length === makeDataset().length)).toBe(true);
});

test('every stage does what it says, and nothing else', async () => {
  const [, pad, dilate, scale, translate, , noisy, shear] = (await signalsOf()) as [number[][], ...number[][][]];
  const support = (x: number[]) => [x.findIndex((v) => v !== 0), x.findLastIndex((v) => v !== 0)];
  const peak = (x: number[]) => Math.max(...x.map(Math.abs));
  // Padded alike, so that all begin and end at one place; then dilated, each by another factor.
  expect(new Set(pad!.map((x) => support(x)[1])).size).toBeLessThan(3);
  expect(new Set(dilate!.map((x) => support(x)[1])).size).toBeGreaterThan(2);
  scale!.forEach((x, digit) => {
    const factor = peak(x) / peak(dilate![digit]!);
    expect(Math.abs(factor - 1)).toBeLessThanOrEqual(0.2);
    x.forEach((v, i) => expect(v).toBeCloseTo(factor * dilate![digit]![i]!, 12));
  });
  expect(new Set(translate!.map((x) => support(x)[0])).size).toBeGreaterThan(5);
  noisy!.forEach((x, digit) => {
    // A shear adds a straight line.
    const line = x.map((v, i) => shear![digit]![i]! - v);
    for (let i = 2; i < line.length; i++) expect(line[i]! - line[i - 1]!).toBeCloseTo(line[1]! - line[0]!, 12);
  });
});

test('options are the dataset’s, and so are their rules', async () => {
  const rows = await signalsOf({ shearScale: 0 });
  expect(rows.at(-1)).toEqual(rows.at(-2));
  await expect(signalsOf({ maxTranslation: 200 })).rejects.toThrow(
    "experiment 'construction': maxTranslation must be at most 72, got 200",
  );
});
