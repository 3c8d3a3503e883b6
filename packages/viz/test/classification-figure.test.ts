import { describe, expect, test } from 'vitest';
import { type ClassificationResult, classificationFigure, figure, renderSvg } from '../src/index.ts';
import { compileWarnings, drawnMarks, type Row } from './evaluate-spec.ts';
import { exampleResult, models, trainingRuns } from './example-result.ts';

const names = { logistic: 'Logistic', mlp: 'MLP', cnn: 'CNN', gru: 'GRU' };
const orders = { plain: 'Plain', shuffled: 'Shuffled' };

function dataRows(result: ClassificationResult): Row[] {
  const { data } = classificationFigure(result) as unknown as { data: { values: Row[] } };
  return data.values;
}

/** [model, features, step] → the accuracies of all seeds, straight from the runs. */
function bySeed(result: ClassificationResult, curve: 'trainAccuracy' | 'testAccuracy'): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { spec, curves } of trainingRuns(result)) {
    curves.steps.forEach((step, i) => {
      const key = `${names[spec.model]} ${orders[spec.features]} ${step}`;
      found.set(key, [...(found.get(key) ?? []), curves[curve][i]!]);
    });
  }
  return found;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** The accuracy at a height within a panel, whose axis runs from 0 at 260 pixels to 100 at 0. */
const percent = (y: number): number => 100 * (1 - y / 260);

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);

describe('the data of Figure 2', () => {
  test('hold every evaluation of every run', () => {
    const result = exampleResult();
    const rows = dataRows(result);
    const expected = trainingRuns(result).flatMap(({ spec, curves }) =>
      curves.steps.map((step, i) => ({
        model: names[spec.model],
        features: orders[spec.features],
        seed: spec.seed,
        step,
        trainAccuracy: curves.trainAccuracy[i],
        testAccuracy: curves.testAccuracy[i],
      })),
    );
    expect(rows).toEqual(expected);
  });

  test.each([
    ['first', 'training', 'concat_0_group', 'trainAccuracy'],
    ['second', 'test', 'concat_1_group', 'testAccuracy'],
  ] as const)(
    'are drawn in the %s panel as the mean of the %s accuracy over the seeds',
    async (_, __, group, curve) => {
      const result = exampleResult();
      const lines = await drawnMarks(classificationFigure(result), 'line', group);
      expect(lines).toHaveLength(8);
      const expected = bySeed(result, curve);
      expect(lines.flat()).toHaveLength(expected.size);
      for (const { datum, y } of lines.flat()) {
        expect(percent(y)).toBeCloseTo(mean(expected.get(`${datum.model} ${datum.features} ${datum.step}`)!), 8);
      }
    },
  );

  test('have bands of ± the sample standard deviation, cut at 0 and 100 %', async () => {
    const result = exampleResult();
    trainingRuns(result).forEach(({ curves }, i) => (curves.trainAccuracy as number[]).fill(i % 3 === 0 ? 100 : 99));
    trainingRuns(result).forEach(({ curves }, i) => ((curves.testAccuracy as number[])[0] = i % 3 === 0 ? 3 : 0));
    const spec = classificationFigure(result);
    for (const [group, curve] of [
      ['concat_0_group', 'trainAccuracy'],
      ['concat_1_group', 'testAccuracy'],
    ] as const) {
      const bands = await drawnMarks(spec, 'area', group);
      expect(bands).toHaveLength(8);
      const expected = bySeed(result, curve);
      for (const { datum, y, y2 } of bands.flat()) {
        const values = expected.get(`${datum.model} ${datum.features} ${datum.step}`)!;
        const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / 2);
        const ends = [percent(y), percent(y2!)].sort((a, b) => a - b);
        expect(ends[0]).toBeCloseTo(Math.max(0, mean(values) - deviation), 8);
        expect(ends[1]).toBeCloseTo(Math.min(100, mean(values) + deviation), 8);
      }
    }
  });

  test('have no band of a single seed', async () => {
    const spec = classificationFigure(exampleResult([42]));
    expect(await drawnMarks(spec, 'area')).toEqual([]);
    expect(await drawnMarks(spec, 'line')).toHaveLength(16);
  });
});

describe('the drawing of Figure 2', () => {
  test('compiles without a warning, in both themes, of one seed, of one evaluation and of one model', () => {
    const result = exampleResult();
    const cnn = {
      ...result,
      data: { ...result.data, runs: trainingRuns(result).filter(({ spec }) => spec.model === 'cnn') },
    };
    for (const spec of [
      classificationFigure(result),
      classificationFigure(result, { theme: 'dark' }),
      classificationFigure(exampleResult([1])),
      classificationFigure(exampleResult([1], 1)),
      classificationFigure(cnn),
    ]) {
      expect(compileWarnings(spec)).toEqual([]);
    }
  });

  test('bears all labels', async () => {
    const labels = texts(await renderSvg(figure(exampleResult())));
    for (const label of [
      'a',
      'b',
      'Training accuracy',
      'Test accuracy',
      'Accuracy (%)',
      'Human',
      'Plain',
      'Shuffled',
      '0',
      '6000',
    ]) {
      expect(labels).toContain(label);
    }
    expect(labels.filter((label) => label === 'Training step')).toHaveLength(2);
    expect(labels.filter((label) => label === '100')).toHaveLength(2);
    // In the legend, and at the ends of the test curves: once where plain and shuffled meet, else twice.
    const count = Object.fromEntries(
      Object.values(names).map((name) => [name, labels.filter((label) => label === name).length]),
    );
    expect(count).toEqual({ Logistic: 2, MLP: 2, CNN: 3, GRU: 3 });
  });

  test('dashes the shuffled lines alone', async () => {
    const svg = await renderSvg(figure(exampleResult()));
    const curves = [...svg.matchAll(/<path aria-label="[^"]*(Plain|Shuffled)[^"]*"[^>]*stroke-dasharray="([^"]*)"/g)];
    expect(curves).toHaveLength(16);
    for (const [, order, dashes] of curves) expect(dashes).toBe(order === 'Plain' ? '1,0' : '5,3');
  });

  test('draws the human at the accuracy of the result', async () => {
    const height = async (accuracy: number) => {
      const result = exampleResult();
      const spec = figure({
        ...result,
        data: { ...result.data, human: { ...result.data.human, accuracy } },
      } as ClassificationResult);
      const match = /mark-rule role-mark[\s\S]*?<line[^>]*transform="translate\([\d.]+,([\d.]+)\)/.exec(
        await renderSvg(spec),
      );
      return Number(match![1]);
    };
    const [at0, at50, at100] = [await height(0), await height(50), await height(100)];
    expect(at100).toBe(0);
    expect(at50).toBeCloseTo(at0 / 2, 6);
  });

  test('draws what there is of an unfinished result', async () => {
    const result = exampleResult();
    const runs = trainingRuns(result).filter(({ spec }) => spec.model === 'mlp' && spec.features === 'plain');
    const labels = texts(
      await renderSvg(figure({ ...result, data: { ...result.data, runs } } as ClassificationResult)),
    );
    expect(labels).toContain('MLP');
    for (const name of ['Logistic', 'CNN', 'GRU', 'Shuffled']) expect(labels).not.toContain(name);
  });

  test('has points where a single evaluation makes no line', async () => {
    expect((await drawnMarks(figure(exampleResult([1], 1)), 'symbol')).flat()).toHaveLength(16);
    expect((await drawnMarks(figure(exampleResult([1], 2)), 'symbol')).flat()).toHaveLength(0);
  });

  test('does not depend on the order of the runs', async () => {
    const result = exampleResult();
    const reversed = { ...result, data: { ...result.data, runs: [...result.data.runs].reverse() } };
    const legend = async (of: ClassificationResult) =>
      texts(await renderSvg(figure(of)))
        .filter((text) => models.some((model) => names[model] === text))
        .slice(-4);
    expect(await legend(reversed)).toEqual(await legend(result));
  });
});
