import { describe, expect, test } from 'vitest';
import {
  doubleDescentFigure,
  figures,
  lotteryAdjacencyFigure,
  lotteryFigure,
  lotteryTransferFigure,
  metalearnActivationFigure,
  metalearnLrFigure,
  poolingFigure,
  renderSvg,
} from '../src/index.ts';
import { smooth } from '../src/parts/smooth.ts';
import { type Broken, broken } from './broken.ts';
import { compileWarnings, drawnMarks } from './evaluate-spec.ts';
import { exampleSelfSupervised, exampleTsne } from './example-embeddings.ts';
import { exampleConstruction, exampleHuman } from './example-signals.ts';
import {
  exampleDoubleDescent,
  exampleLottery,
  exampleMetalearnActivation,
  exampleMetalearnLr,
  examplePooling,
} from './example-sweeps.ts';

const results = [
  exampleDoubleDescent(),
  examplePooling(),
  exampleLottery(),
  exampleMetalearnLr(),
  exampleMetalearnActivation(),
  exampleTsne(),
  exampleSelfSupervised(),
  exampleConstruction(),
  exampleHuman(),
];

describe('every figure', () => {
  test.each(results.flatMap((result) => Object.keys(figures(result)).map((name) => [name, result] as const)))(
    '%s compiles without a warning, light and dark, and is drawn without NaN',
    async (name, result) => {
      for (const theme of ['light', 'dark'] as const) {
        const spec = figures(result, { theme })[name]!;
        expect(compileWarnings(spec)).toEqual([]);
        expect(await renderSvg(spec)).not.toMatch(/NaN|undefined|Infinity/);
      }
    },
  );

  test('a lottery without its analysis is drawn without it', () => {
    const pruningOnly = broken(exampleLottery(), (r) => {
      r.data.runs = r.data.runs.filter((run: Broken) => run.spec.kind === 'pruning');
    });
    expect(Object.keys(figures(pruningOnly))).toEqual(['lottery', 'lottery-adjacency']);
  });

  test('an experiment that is not the paper’s has none', () => {
    expect(figures({ experiment: 'mine', preset: 'quick', data: { runs: [] } })).toEqual({});
  });
});

describe('Figure 5', () => {
  test('has a panel per network and noise, its lines the means over the seeds', async () => {
    const result = exampleDoubleDescent();
    const spec = doubleDescentFigure(result) as unknown as { hconcat: unknown[] };
    expect(spec.hconcat).toHaveLength(3);
    const lines = await drawnMarks(doubleDescentFigure(result), 'line', 'concat_1_group');
    const test = lines.find((line) => line[0]?.datum.curve === 'Test')!;
    // Mean over seeds 0 and 1 of 40 + 10 / size + 1 + 2 seed; the axis runs from 0 to 75 over 240 pixels.
    expect(test.map(({ y }) => 75 * (1 - y / 240))).toEqual([47, 43, 42.2].map((v) => expect.closeTo(v, 6)));
    const theirs = lines.find((line) => line[0]?.datum.curve === 'Test, authors’')!;
    expect(theirs.map(({ datum }) => datum.error)).toEqual([61, 51, 45]);
  });

  test('has a band where there are several seeds, none for one', async () => {
    const areas = async (seeds: number[]) =>
      (await drawnMarks(doubleDescentFigure(exampleDoubleDescent(seeds)), 'area')).flat();
    expect(await areas([0, 1])).toHaveLength(18);
    expect(await areas([0])).toHaveLength(0);
  });

  test.each<[(r: Broken) => void, RegExp]>([
    [(r) => (r.data.runs = []), /must have a run, got none/],
    [
      (r) => (r.data.runs[2].spec.model = 'vit'),
      /doubleDescentFigure: result\.data\.runs\[2\]\.spec\.model must be one of mlp, cnn, got "vit"/,
    ],
    [(r) => (r.data.runs[2].metrics.testError = 101), /runs\[2\]\.metrics\.testError .*\[0, 100\], got 101/],
    [(r) => (r.data.runs[1].spec.size = 0), /runs\[1\]\.spec\.size/],
  ])('refuses a broken result (%#)', (change, message) => {
    expect(() => doubleDescentFigure(broken(exampleDoubleDescent(), change))).toThrow(message);
  });
});

describe('Figure 9', () => {
  test('has a panel per size of the training set and a line per pooling, in order', async () => {
    const spec = poolingFigure(examplePooling()) as unknown as { concat: unknown[] };
    expect(spec.concat).toHaveLength(2);
    const lines = await drawnMarks(poolingFigure(examplePooling()), 'line', 'concat_1_group');
    expect(lines.map((line) => [line[0]?.datum.pooling, line.at(-1)?.datum.accuracy])).toEqual(
      ['No pooling', 'Stride 2', 'Max', 'Average', 'L2'].map((name, i) => [name, expect.closeTo(70 + i, 9)]),
    );
  });

  test('is smoothed as scipy.ndimage.gaussian_filter does with its default mirror', () => {
    // gaussian_filter([0, 0, 0, 1, 4, 0], 1) of SciPy 1.10.
    const expected = [0.00510101, 0.07171857, 0.45793596, 1.36736457, 1.8556066, 1.24227328];
    smooth([0, 0, 0, 1, 4, 0], 1).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 7);
    });
  });

  test('refuses a curve that is too short', () => {
    const result = broken(examplePooling(), (r) => r.data.runs[3].curves.testAccuracy.pop());
    expect(() => poolingFigure(result)).toThrow(
      /poolingFigure: .*runs\[3\]\.curves\.testAccuracy must have as many values as steps/,
    );
  });
});

describe('Figure 4', () => {
  test('a–c: means over the trials, the dense network’s as a rule', async () => {
    const spec = lotteryFigure(exampleLottery());
    const [magnitude, random] = await drawnMarks(spec, 'line', 'concat_1_group');
    expect(magnitude?.map(({ datum }) => datum.value)).toEqual([61, 62, 63, 64, 65]);
    expect(random?.map(({ datum }) => datum.value)).toEqual([61, 61, 61, 61, 61]);
    const rules = await drawnMarks(spec, 'rule', 'concat_1_group');
    expect(rules.flat().map(({ y }) => y)).toEqual([magnitude?.[0]?.y]);
  });

  test('d: the five curves of the summary; e: each mask in each condition, the authors’ beside', async () => {
    const spec = lotteryTransferFigure(exampleLottery());
    const lines = await drawnMarks(spec, 'line', 'concat_0_group');
    expect(lines.map((line) => line[0]?.datum.name).sort()).toEqual([
      'Dense',
      'Random',
      'Ticket',
      'Ticket, new weights',
      'Ticket, shuffled',
    ]);
    const points = (await drawnMarks(spec, 'symbol', 'concat_1_group')).flat();
    expect(points.filter(({ datum }) => datum.who === 'Ours')).toHaveLength(15);
    const [ours, theirs] = points.filter(
      ({ datum }) => datum.mask === 'Ticket' && datum.condition === 'fresh data',
    ) as [(typeof points)[0], (typeof points)[0]];
    expect([ours.datum.value, theirs.datum.value]).toEqual([63.25, 65.9]);
    expect(theirs.y).toBeLessThan(ours.y);
  });

  test('f: a bar per mask and length; g: units with the most adjacent weights first', async () => {
    const spec = lotteryAdjacencyFigure(exampleLottery());
    const bars = (await drawnMarks(spec, 'rect')).flat();
    expect(bars.filter(({ datum }) => datum.mask !== undefined)).toHaveLength(6);
    const cells = bars.filter(({ datum }) => datum.x === 0).map(({ datum }) => datum.y);
    // The unit 1111 stands first, in both pictures.
    expect(cells).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });

  test.each<[(r: Broken) => void, RegExp]>([
    [
      (r) => (r.data.runs[0].metrics.firstLayerMask = ['10a']),
      /firstLayerMask\[0\] must be a string of 0 and 1, got "10a"/,
    ],
    [(r) => (r.data.runs[9].spec.mask = 'x'), /runs\[9\]\.spec\.mask must be one of dense, ticket, random, got "x"/],
    [(r) => (r.data.runs[1].curves.finalAccuracy[2] = null), /runs\[1\]\.curves\.finalAccuracy/],
    [(r) => (r.data.runs = r.data.runs.slice(4)), /must have a run of pruning, got none/],
  ])('refuses a broken result (%#)', (change, message) => {
    expect(() => lotteryFigure(broken(exampleLottery(), change))).toThrow(message);
  });
});

describe('Figure 6', () => {
  test('has a line per trial in each panel, and a circle for every fifth outer step of PyTorch’s', async () => {
    for (const [panel, curve] of ['meanInnerLoss', 'finalInnerLoss', 'learningRate'].entries()) {
      const spec = metalearnLrFigure(exampleMetalearnLr());
      const lines = await drawnMarks(spec, 'line', `concat_${panel}_group`);
      expect(lines.map((line) => line.map(({ datum }) => datum.value))).toEqual(
        exampleMetalearnLr().data.runs.map(({ spec, curves }) => [
          ...(curve === 'learningRate' ? [spec.initialLearningRate] : []),
          ...curves[curve as keyof typeof curves],
        ]),
      );
      const circles = (await drawnMarks(spec, 'symbol', `concat_${panel}_group`)).flat();
      expect(circles.map(({ datum }) => datum.step)).toEqual([0, 5, 10, 15, 20]);
    }
  });

  test('refuses curves of different lengths', () => {
    const result = broken(exampleMetalearnLr(), (r) => r.data.runs[1].curves.learningRate.pop());
    expect(() => metalearnLrFigure(result)).toThrow(/runs\[1\]\.curves\.\w+ must have as many values/);
  });
});

describe('Figure 7', () => {
  test('ours and, as far as ours goes, the authors’; a rule and a name per other function; the functions', async () => {
    const spec = metalearnActivationFigure(exampleMetalearnActivation());
    const lines = await drawnMarks(spec, 'line', 'concat_0_group');
    expect(lines.map((line) => line.map(({ datum }) => datum.value))).toEqual([
      [1.352, 1.314, 1.284],
      [1.35, 1.2, 0.98],
    ]);
    const rules = (await drawnMarks(spec, 'rule', 'concat_1_group')).flat();
    expect(rules.map(({ datum }) => [datum.name, datum.accuracy])).toEqual([
      ['relu', 59],
      ['tanh', 51],
      ['2 pieces', 65],
    ]);
    const functions = await drawnMarks(spec, 'line', 'concat_2_group');
    expect(functions.map((line) => line.map(({ datum }) => datum.y))).toEqual([
      [0, 0, 0, 2.5, 5],
      [-0.2, -0.2, -0.2, 2.3, 4.8],
      [-0.2, -0.2, 4.8],
    ]);
  });

  test.each<[(r: Broken) => void, RegExp]>([
    [(r) => r.data.runs.shift(), /must have the run that learned a function, got none/],
    [(r) => (r.data.runs[0].metrics.functions = []), /metrics\.functions must be an array with a function/],
    [(r) => (r.data.runs[0].metrics.functions[1].y[2] = null), /functions\[1\]\.y/],
    [(r) => (r.data.runs[2].spec.kind = 'x'), /spec\.kind must be one of learned, baseline, piecewise, got "x"/],
  ])('refuses a broken result (%#)', (change, message) => {
    expect(() => metalearnActivationFigure(broken(exampleMetalearnActivation(), change))).toThrow(message);
  });
});
