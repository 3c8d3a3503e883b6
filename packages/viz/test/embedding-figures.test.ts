import { describe, expect, test } from 'vitest';
import { renderSvg, selfSupervisedFigure, selfSupervisedTrainingFigure, tsneFigure } from '../src/index.ts';
import { type Broken, broken } from './broken.ts';
import { drawnMarks } from './evaluate-spec.ts';
import { exampleSelfSupervised, exampleTsne } from './example-embeddings.ts';

describe('Figure 3', () => {
  test('a dot per sample; a class is named where it is among its own', async () => {
    const spec = tsneFigure(exampleTsne());
    const dots = (await drawnMarks(spec, 'symbol')).filter(({ length }) => length === 40);
    expect(dots).toHaveLength(2);
    expect(new Set(dots[0]!.map(({ datum }) => datum.digit))).toEqual(new Set([3, 8]));
    const named = async (group: string) =>
      (await drawnMarks(spec, 'text', group)).flat().flatMap(({ datum }) => (datum.digit ? [datum.digit] : []));
    expect(new Set(await named('concat_0_group'))).toEqual(new Set(['3', '8']));
    expect((await named('concat_1_group')).length).toBeLessThan(4);
  });

  test('all points at one place are drawn', async () => {
    const heap = broken(exampleTsne(), (r) => {
      for (const run of r.data.runs) run.curves.x.fill(1) && run.curves.y.fill(1);
    });
    expect(await renderSvg(tsneFigure(heap))).not.toMatch(/NaN/);
  });

  test.each<[(r: Broken) => void, RegExp]>([
    [(r) => (r.data.runs[0].spec.dataset = 'cifar'), /spec\.dataset must be one of mnist, mnist-1d, got "cifar"/],
    [(r) => r.data.runs[1].curves.label.pop(), /runs\[1\]\.curves\.label must have as many values as x/],
    [(r) => (r.data.runs[1].curves.y[3] = null), /runs\[1\]\.curves\.y\[3\] must be a finite number/],
  ])('refuses a broken result (%#)', (change, message) => {
    expect(() => tsneFigure(broken(exampleTsne(), change))).toThrow(message);
  });
});

describe('Figure 8', () => {
  test('two planes, and a line per projector over the layers, the authors’ dotted', async () => {
    const spec = selfSupervisedFigure(exampleSelfSupervised());
    const lines = await drawnMarks(spec, 'line');
    expect(lines.map((line) => [line[0]!.datum.of, line[0]!.datum.projector, line.length])).toEqual([
      ['theirs', 'Default projector', 6],
      ['theirs', 'No projector', 6],
      ['ours', 'Default projector', 6],
      ['ours', 'No projector', 4],
    ]);
    expect((await drawnMarks(spec, 'symbol')).filter(({ length }) => length === 40)).toHaveLength(2);
  });

  test('without t-SNE it has one panel', () => {
    const result = broken(exampleSelfSupervised(), (r) => {
      r.data.runs.length = 2;
    });
    expect((selfSupervisedFigure(result) as unknown as { hconcat: unknown[] }).hconcat).toHaveLength(1);
  });

  test('the training: every epoch’s loss, the authors’ as far as ours goes', async () => {
    const lines = await drawnMarks(selfSupervisedTrainingFigure(exampleSelfSupervised()), 'line', 'concat_0_group');
    expect(lines.map((line) => [line[0]!.datum.of, line.map(({ datum }) => datum.x)])).toEqual([
      ['theirs', [10]],
      ['theirs', [10]],
      ['ours', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
      ['ours', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ]);
  });

  test.each<[(r: Broken) => void, RegExp]>([
    [(r) => (r.data.runs[0].spec.projector = 'x'), /spec\.projector must be one of default, none, deep, got "x"/],
    [(r) => (r.data.runs[2].spec.when = 'now'), /spec\.when must be one of before, after, got "now"/],
    [
      (r) => (r.data.runs[0].metrics.linearByLayer[1] = 101),
      /linearByLayer\[1\] must be a finite number in \[0, 100\]/,
    ],
    [(r) => r.data.runs[1].curves.knnAccuracy.pop(), /knnAccuracy must have as many values as epochs/],
  ])('refuses a broken result (%#)', (change, message) => {
    expect(() => selfSupervisedFigure(broken(exampleSelfSupervised(), change))).toThrow(message);
    expect(() => selfSupervisedTrainingFigure(broken(exampleSelfSupervised(), change))).toThrow(message);
  });
});
