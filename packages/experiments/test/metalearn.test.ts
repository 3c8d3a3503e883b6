import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import reference from '../../../fixtures/metalearn-lr.json' with { type: 'json' };
import paper from '../../../fixtures/paper-results.json' with { type: 'json' };
import {
  type Checkpoint,
  checkClaims,
  type Experiment,
  type JsonObject,
  metalearnActivation,
  metalearnLr,
  type Run,
  runExperiment,
} from '../src/index.ts';
import {
  type ActivationTraining,
  activationTraining,
  learnedFunction,
} from '../src/recipes/metalearn-activation/activation-training.ts';
import { fitPiecewiseLinear } from '../src/recipes/metalearn-activation/piecewise-linear.ts';
import { useBackend } from '../src/training/backend.ts';
import torch from './metalearn-activation.json' with { type: 'json' };

const relative = (a: number, b: number) => Math.abs(a / b - 1);

describe('metalearn-lr', () => {
  test.each([1.5, 0.15])('from %j every outer step is PyTorch’s within 1e-4, and its losses too', async (start) => {
    const { data, claims } = await runExperiment('metalearn-lr', { config: { initialLearningRate: start } });
    const theirs = reference.trials[`init_lr_${start}` as keyof typeof reference.trials];
    const { curves } = data.runs[0] as unknown as { curves: Record<string, number[]> };
    for (const [ours, expected] of [
      [curves.learningRate, theirs.inner_lr],
      [curves.meanInnerLoss, theirs.mean_inner_loss],
      [curves.finalInnerLoss, theirs.final_inner_loss],
      [curves.firstInnerLosses?.slice(0, 20), theirs.first_outer_step_inner_losses_first_20],
    ] as const) {
      expect(ours).toHaveLength(expected.length);
      expect(Math.max(...ours!.map((value, i) => relative(value, expected[i]!)))).toBeLessThan(1e-4);
    }
    expect(claims.map(({ holds }) => holds).sort()).toEqual([null, null, true].sort());
  });

  test('the gradient is that of finite differences', async () => {
    const short = { innerSteps: 12, outerSteps: 1 };
    const outerStep = async (initialLearningRate: number) => {
      const { data } = await runExperiment('metalearn-lr', { config: { ...short, initialLearningRate } });
      const { curves } = data.runs[0] as unknown as { curves: Record<string, number[]> };
      return { loss: curves.meanInnerLoss![0]!, gradient: (initialLearningRate - curves.learningRate![0]!) / 0.3 };
    };
    for (const rate of [0.1, 0.5, 1]) {
      const [{ gradient }, above, below] = [
        await outerStep(rate),
        await outerStep(rate + 0.01),
        await outerStep(rate - 0.01),
      ];
      expect(relative(gradient, (above.loss - below.loss) / 0.02)).toBeLessThan(0.01);
    }
  });

  test('a start that diverges ends the trial with what it has, in plain JSON', async () => {
    const { data, claims } = await runExperiment('metalearn-lr', { config: { initialLearningRate: 10 } });
    expect(data).toEqual(JSON.parse(JSON.stringify(data)));
    expect(data.runs[0]?.metrics).toEqual({ learningRate: 10, outerSteps: 0 });
    expect(claims.map(({ holds }) => holds)).toEqual([null, null, null]);
  });

  test('a rate that does not meet the other fails the claims', () => {
    const run = (initialLearningRate: number, learningRate: number) =>
      ({ spec: { initialLearningRate }, metrics: { learningRate }, curves: {} }) as unknown as Run;
    const holds = (runs: Run[]) =>
      checkClaims(metalearnLr as unknown as Experiment, metalearnLr.presets.paper.config, runs).map((c) => c.holds);
    expect(holds([run(1.5, 0.624), run(0.15, 0.62)])).toEqual([true, true, true]);
    expect(holds([run(1.5, 0.7), run(0.15, 0.62)])).toEqual([false, true, false]);
  });

  test.each<[JsonObject, RegExp]>([
    [{ initialLearningRate: [-1] }, /initialLearningRate must be a finite number of at least 0, got -1/],
    [{ outerSteps: 0 }, /outerSteps must be an integer of at least 1, got 0/],
    [{ backend: 'wasm' }, /there is no configuration key 'backend'/],
  ])('refuses %j', async (config, message) => {
    await expect(runExperiment('metalearn-lr', { config })).rejects.toThrow(message);
  });
});

/** An inner training that takes no time. */
const small: ActivationTraining = {
  ...metalearnActivation.presets.paper.config,
  hiddenSize: 16,
  activationSize: 8,
  innerSteps: 8,
  countedSteps: 5,
  numSamples: 500,
  innerBatchSize: 40,
  testRows: 50,
};

function learnedTraining(spec: ActivationTraining) {
  const learned = learnedFunction(spec.activationSize);
  return activationTraining(spec, (z, { learned: p, innerNoise }) => learned.apply(p, z, innerNoise), true);
}

describe('metalearn-activation', () => {
  test('inner losses and meta-gradient are PyTorch’s: same weights, batches and noise', async () => {
    const { innerSteps, countedSteps } = torch;
    const inner = { innerSteps, countedSteps };
    for (const [i, losses] of torch.losses.entries()) {
      const { data } = await runExperiment('metalearn-activation', {
        config: { ...inner, outerSteps: i + 1, baselines: [], pieces: 1 },
      });
      const { innerLosses } = data.runs[0]!.curves as { innerLosses: number[] };
      expect(innerLosses).toHaveLength(losses.length);
      expect(Math.max(...innerLosses.map((loss, j) => relative(loss, losses[j]!)))).toBeLessThan(1e-6);
    }
    const training = learnedTraining({ ...metalearnActivation.presets.paper.config, ...inner });
    const { gradient } = training.train(training.initialActivation, { withGradient: true });
    training.dispose();
    const largest = Math.max(...torch.gradient.map(Math.abs));
    const apart = Math.max(...torch.gradient.map((g, i) => Math.abs(g - gradient![i]!)));
    expect(gradient).toHaveLength(torch.gradient.length);
    expect(apart / largest).toBeLessThan(1e-4);
  });

  test('the first outer steps are those of the authors, to three digits', async () => {
    const { data } = await runExperiment('metalearn-activation', {
      config: { outerSteps: 4, baselines: [], pieces: 1 },
    });
    const { curves } = data.runs[0] as unknown as { curves: Record<string, number[]> };
    const { outer, cpu_rerun } = paper.metalearn_activation;
    for (const [i, { mean_inner_loss, final_inner_loss, test_acc }] of outer.slice(0, 4).entries()) {
      // The published ones have four digits; PyTorch on a CPU parts from them as we do.
      expect(Math.abs(curves.meanInnerLoss![i]! - mean_inner_loss)).toBeLessThan(0.001);
      expect(Math.abs(curves.finalInnerLoss![i]! - final_inner_loss)).toBeLessThan(0.001);
      expect(Math.abs(curves.testAccuracy![i]! - test_acc)).toBeLessThan(0.5);
      expect(Math.abs(curves.meanInnerLoss![i]! - cpu_rerun.mean_inner_loss[i]!)).toBeLessThan(0.003);
    }
  });

  test('the other activation functions have the authors’ losses', async () => {
    await useBackend('cpu');
    const { config } = metalearnActivation.presets.paper;
    for (const spec of metalearnActivation.runs(config).filter(({ kind }) => kind === 'baseline')) {
      const { curves } = await metalearnActivation.run(spec, {});
      const mean = curves.innerLosses.reduce((sum, loss) => sum + loss, 0) / config.innerSteps;
      const { activation } = spec as unknown as { activation: 'relu' };
      const published = paper.metalearn_activation.baseline_mean_train_loss[activation];
      // Where a ReLU's input comes near zero, the last bit decides.
      expect(relative(mean, published), activation).toBeLessThan(activation === 'relu' ? 1e-3 : 1e-6);
    }
  });

  test('the meta-gradient is that of finite differences, in any direction', async () => {
    await useBackend('cpu');
    const training = learnedTraining(small);
    const at = training.initialActivation;
    const { gradient } = training.train(at, { withGradient: true });
    const size = Math.hypot(...gradient!);
    for (let k = 0; k < 4; k++) {
      const direction = at.map((_, i) => Math.sin(1 + 3 * i + 7 * k));
      const step = 0.02;
      const loss = (sign: number) => training.train(at.map((p, i) => p + sign * step * direction[i]!)).meanLoss;
      const difference = (loss(1) - loss(-1)) / (2 * step);
      const slope = gradient!.reduce((sum, g, i) => sum + g * direction[i]!, 0);
      expect(Math.abs(difference - slope)).toBeLessThan(0.02 * size * Math.hypot(...direction));
    }
    training.dispose();
  });

  const short = { ...small, outerSteps: 4, snapshotEvery: 2, baselines: ['relu', 'tanh'] };

  test('a short run has the shape of a long one', async () => {
    const { data, claims } = await runExperiment('metalearn-activation', { config: short });
    expect(data).toEqual(JSON.parse(JSON.stringify(data)));
    expect(data.runs.map(({ spec }) => spec.kind)).toEqual(['learned', 'baseline', 'baseline', 'piecewise']);
    const [learned, relu, , pieces] = data.runs as unknown as {
      metrics: { functions: { outerStep: number; y: number[] }[]; knots: { x: number[] } };
      curves: Record<string, number[]>;
    }[];
    expect(learned?.curves.meanInnerLoss).toHaveLength(4);
    expect(learned?.metrics.functions.map(({ outerStep }) => outerStep)).toEqual([0, 2, 3]);
    expect(learned?.metrics.functions[0]?.y).toHaveLength(101);
    expect(relu?.curves.innerLosses).toHaveLength(8);
    expect(pieces?.metrics.knots.x).toHaveLength(5);
    expect(claims.map(({ holds }) => holds)).toEqual([null, null]);
  });

  test('an interrupted run goes on to the same bits', async () => {
    const [spec] = metalearnActivation.runs({ ...metalearnActivation.presets.paper.config, ...short } as never);
    const whole = await metalearnActivation.run(spec!, {});
    let kept: string | undefined;
    const checkpoint: Checkpoint = {
      read: () => (kept === undefined ? undefined : (JSON.parse(kept) as JsonObject)),
      write: async (state) => {
        kept = JSON.stringify(state);
      },
    };
    const stop = new AbortController();
    const onProgress = (share: number) => share >= 0.5 && stop.abort();
    await expect(metalearnActivation.run(spec!, { checkpoint, onProgress, signal: stop.signal })).rejects.toThrow();
    expect(kept).toBeDefined();
    expect(await metalearnActivation.run(spec!, { checkpoint })).toEqual(whole);
  });

  test('both claims hold for the authors’ numbers and fail where they do not', () => {
    const { outer } = paper.metalearn_activation;
    const { mean_inner_loss, test_acc } = outer.at(-1)!;
    const holds = (loss: number, accuracy: number) => {
      const runs = [
        { spec: { kind: 'learned' }, metrics: { meanInnerLoss: loss, testAccuracy: accuracy }, curves: {} },
        ...[59.5, 57].map((testAccuracy) => ({ spec: { kind: 'baseline' }, metrics: { testAccuracy }, curves: {} })),
      ] as unknown as Run[];
      const { config } = metalearnActivation.presets.paper;
      return checkClaims(metalearnActivation as unknown as Experiment, config, runs).map((claim) => claim.holds);
    };
    expect(holds(mean_inner_loss, test_acc)).toEqual([true, true]);
    expect(holds(0.96, 59)).toEqual([false, false]);
  });

  test.each<[JsonObject, RegExp]>([
    [{ countedSteps: 302 }, /countedSteps must be at most innerSteps = 301, got 302/],
    [{ testRows: 2001 }, /testRows must be at most the fifth of numSamples = 10000, got 2001/],
    [{ baselines: ['gelu'] }, /there is no activation 'gelu'/],
    [{ clip: 0 }, /clip must be a finite number above 0, got 0/],
  ])('refuses %j', async (config, message) => {
    await expect(runExperiment('metalearn-activation', { config })).rejects.toThrow(message);
  });
});

describe('straight pieces', () => {
  test('find the bends of a function that has as many', () => {
    const x = Array.from({ length: 41 }, (_, i) => (i - 20) / 4);
    const y = x.map((v) => (v < -2 ? 1 : v < 1 ? -1 - v : -2 + 3 * (v - 1)));
    expect(fitPiecewiseLinear(x, y, 3)).toEqual({ x: [-5, -2, 1, 5], y: [1, 1, -2, 10] });
  });

  test('have the least error of all chords between as many samples', () => {
    const error = (y: readonly number[], knots: readonly number[]) =>
      y.reduce((sum, value, at) => {
        const k = Math.max(
          1,
          knots.findIndex((end) => at <= end),
        );
        const [x0, x1] = [knots[k - 1]!, knots[k]!];
        return sum + (value - y[x0]! - ((y[x1]! - y[x0]!) * (at - x0)) / (x1 - x0)) ** 2;
      }, 0);
    /** All choices of `count` numbers in `from` … `end` − 1. */
    const choices = (count: number, from: number, end: number): number[][] =>
      count === 0
        ? [[]]
        : Array.from({ length: end - from }, (_, i) => from + i).flatMap((first) =>
            choices(count - 1, first + 1, end).map((rest) => [first, ...rest]),
          );
    const samples = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 5, maxLength: 9 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 4 }), (y, pieces) => {
        const last = y.length - 1;
        const x = y.map((_, i) => i);
        const least = Math.min(...choices(pieces - 1, 1, last).map((inner) => error(y, [0, ...inner, last])));
        expect(error(y, fitPiecewiseLinear(x, y, pieces).x)).toBeCloseTo(least, 9);
      }),
    );
  });

  test('refuse more pieces than samples allow', () => {
    expect(() => fitPiecewiseLinear([0, 1], [0, 1], 2)).toThrow(/pieces must be at least 1 and fewer than the samples/);
  });
});
