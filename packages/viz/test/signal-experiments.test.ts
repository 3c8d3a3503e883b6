import { describe, expect, test } from 'vitest';
import { figure, humanFigure, renderSvg } from '../src/index.ts';
import { type Broken, broken } from './broken.ts';
import { drawnMarks } from './evaluate-spec.ts';
import { exampleConstruction, exampleHuman } from './example-signals.ts';

describe('Figure 1', () => {
  test('has a row for each stage of the result', async () => {
    const lines = await drawnMarks(figure(exampleConstruction()), 'line');
    expect(lines.map(({ length }) => length)).toEqual([12, 12, 40, 40]);
  });

  test.each<[(r: Broken) => void, RegExp]>([
    [(r) => (r.data.runs = []), /must have a run, got none/],
    [(r) => delete r.data.runs[0].metrics, /runs\[0\]\.metrics must be an object/],
    [(r) => r.data.runs[1].metrics.signals.pop(), /all rows must have as many signals as the first, 2, got 1/],
  ])('refuses a broken result (%#)', (change, message) => {
    expect(() => figure(broken(exampleConstruction(), change))).toThrow(message);
  });
});

describe('the human baseline', () => {
  const errors = async (quizzes: number) =>
    (await drawnMarks(humanFigure(exampleHuman(quizzes)), 'rect', 'concat_0_group'))
      .flat()
      .map(({ datum }) => [datum.who, datum.label, datum.error]);

  test('pools the quizzes, beside the CNN and the authors', async () => {
    const bars = await errors(2);
    expect(bars).toHaveLength(9);
    expect(bars.filter(([who]) => who === 'Your quizzes').map(([, , error]) => Math.round(error as number))).toEqual([
      11, 13, 67,
    ]);
    const cells = (await drawnMarks(humanFigure(exampleHuman(2)), 'rect', 'concat_1_group')).flat();
    expect(cells.map(({ datum }) => datum.count)).toEqual([8, 1, 0, 1, 7, 0, 2, 0, 1]);
  });

  test('without quizzes shows the authors’ answers as published', async () => {
    expect((await errors(0)).map(([who]) => who)).not.toContain('Your quizzes');
    const svg = await renderSvg(humanFigure(exampleHuman(0)));
    expect(svg).toContain('Human, as published');
    expect(svg).toContain('The authors’ answers');
  });

  test.each<[(r: Broken) => void, RegExp]>([
    [(r) => (r.data.runs[0].spec.kind = 'test'), /spec\.kind must be one of quiz, class-errors, got "test"/],
    [(r) => r.data.runs[0].metrics.confusion.pop(), /confusion\[0\] must have 2 values, got 3/],
    [(r) => delete r.data.published, /result\.data\.published must be an object, got undefined/],
    [(r) => delete r.data.runs[2].metrics.errorByClass, /errorByClass must be an array, got undefined/],
  ])('refuses a broken result (%#)', (change, message) => {
    expect(() => humanFigure(broken(exampleHuman(), change))).toThrow(message);
  });
});
