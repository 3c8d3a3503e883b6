import { describe, expect, test } from 'vitest';
import {
  doubleDescentFigure,
  figure,
  figures,
  humanFigure,
  lotteryAdjacencyFigure,
  lotteryFigure,
  lotteryTransferFigure,
  metalearnActivationFigure,
  metalearnLrFigure,
  poolingFigure,
  renderSvg,
  selfSupervisedFigure,
  selfSupervisedTrainingFigure,
  tsneFigure,
} from '../src/index.ts';
import { smooth } from '../src/parts/smooth.ts';
import { compileWarnings, drawnMarks } from './evaluate-spec.ts';
import {
  exampleConstruction,
  exampleDoubleDescent,
  exampleHuman,
  exampleLottery,
  exampleMetalearnActivation,
  exampleMetalearnLr,
  examplePooling,
  exampleSelfSupervised,
  exampleTsne,
} from './example-sweeps.ts';

// biome-ignore lint/suspicious/noExplicitAny: the tests break the type on purpose.
type Broken = any;

function broken<R>(result: R, change: (result: Broken) => void): R {
  const copy = JSON.parse(JSON.stringify(result)) as Broken;
  change(copy);
  return copy;
}

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

describe('every figure of a sweep', () => {
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
