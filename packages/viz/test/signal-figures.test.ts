import { describe, expect, test } from 'vitest';
import { constructionFigure, renderSvg, samplesFigure, templatesFigure } from '../src/index.ts';
import { compileWarnings, drawnMarks, type Item } from './evaluate-spec.ts';

const wave = (length: number, digit: number): number[] =>
  Array.from({ length }, (_, i) => Math.sin((digit + 1) * i * 0.1) * (1 + 0.1 * digit));
const ten = (length: number): number[][] => Array.from({ length: 10 }, (_, digit) => wave(length, digit));
const labels = Array.from({ length: 10 }, (_, digit) => digit);
const rows = [
  { label: 'Template', signals: ten(12) },
  { label: 'Pad', signals: ten(72) },
  { label: 'Resample', signals: ten(40) },
];

const values = (line: readonly Item[]): unknown[] => line.map(({ datum }) => datum.value);

describe('constructionFigure', () => {
  test('draws every value of every stage and digit, in order', async () => {
    const lines = await drawnMarks(constructionFigure({ rows }), 'line');
    expect(lines.map(values)).toEqual(rows.flatMap(({ signals }) => signals));
  });

  test('time runs downwards, evenly, and values to the right, on one scale in all rows', async () => {
    const lines = await drawnMarks(constructionFigure({ rows }), 'line');
    const scale = (line: readonly Item[]) =>
      (line.at(-1)!.x - line[0]!.x) / (Number(line.at(-1)!.datum.value) - Number(line[0]!.datum.value));
    for (const line of lines) {
      const step = line[1]!.y - line[0]!.y;
      expect(step).toBeGreaterThan(0);
      for (let i = 1; i < line.length; i++) expect(line[i]!.y - line[i - 1]!.y).toBeCloseTo(step, 8);
      expect(scale(line)).toBeCloseTo(scale(lines[0]!), 8);
      expect(scale(line)).toBeGreaterThan(0);
    }
  });

  test('takes times that are given', async () => {
    const t = labels.map(() => Array.from({ length: 12 }, (_, i) => i * i));
    const [line] = await drawnMarks(constructionFigure({ rows: [{ ...rows[0]!, t }] }), 'line');
    const unit = line![1]!.y - line![0]!.y;
    line!.forEach(({ y }, i) => {
      expect((y - line![0]!.y) / unit).toBeCloseTo(i * i, 6);
    });
  });

  test('bears the names of stages and digits', async () => {
    const svg = await renderSvg(constructionFigure({ rows }));
    for (const label of ['Template', 'Pad', 'Resample', ...labels.map(String)]) {
      expect(svg.split(`>${label}</text>`)).toHaveLength(2);
    }
    expect(await renderSvg(constructionFigure({ rows, digits: labels.map((digit) => `no. ${digit}`) }))).toContain(
      '>no. 9</text>',
    );
  });
});

describe.each([
  ['samplesFigure', samplesFigure],
  ['templatesFigure', templatesFigure],
] as const)('%s', (_, gallery) => {
  test('draws lines on white', async () => {
    const spec = gallery({ signals: ten(40), labels });
    expect((await drawnMarks(spec, 'line')).map(values)).toEqual(ten(40));
    const svg = await renderSvg(spec);
    expect(svg).toContain('fill="#ffffff"');
    for (const label of labels) expect(svg).toContain(`>label=${label}</text>`);
  });

  test('draws dots on black', async () => {
    const spec = gallery({ signals: ten(40), labels }, { theme: 'dark' });
    expect((await drawnMarks(spec, 'symbol')).map(values)).toEqual(ten(40));
    expect(await drawnMarks(spec, 'line')).toEqual([]);
    expect(await renderSvg(spec)).toContain('fill="#000000"');
  });

  test('takes typed arrays, and breaks into rows', async () => {
    const signals = ten(8).map((signal) => Float32Array.from(signal));
    const lines = await drawnMarks(gallery({ signals, labels }, { columns: 4 }), 'line');
    expect(lines.map(values)).toEqual(signals.map((signal) => [...signal]));
    const svg = await renderSvg(gallery({ signals, labels }, { columns: 4 }));
    expect(svg.match(/(?<=>)label=\d(?=<)/g)).toEqual(labels.map((label) => `label=${label}`));
  });
});

test('all compile without a warning', () => {
  for (const theme of ['light', 'dark'] as const) {
    expect(compileWarnings(constructionFigure({ rows }, { theme }))).toEqual([]);
    expect(compileWarnings(samplesFigure({ signals: ten(40), labels }, { theme }))).toEqual([]);
  }
});

test('signals that are all zero, or whose times are all one, still have a panel', async () => {
  const svg = await renderSvg(samplesFigure({ signals: [[0, 0]], labels: [0], t: [[1, 1]] }));
  expect(svg).not.toMatch(/NaN|Infinity/);
});
