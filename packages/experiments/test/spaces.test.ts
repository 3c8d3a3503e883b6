/** What looks into a space of features: nearest neighbours, linear classifiers, principal components, t-SNE. */
import { makeDataset } from '@mnist1d/dataset';
import { TorchRandom } from '@mnist1d/models';
import { digestOf } from '@mnist1d/results';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp, log } from '../src/analysis/exact-math.ts';
import { minimise } from '../src/analysis/lbfgs.ts';
import { logisticAccuracy } from '../src/analysis/logistic-regression.ts';
import { knnAccuracy, type Metric, nearest } from '../src/analysis/nearest-neighbours.ts';
import { principalComponents } from '../src/analysis/principal-components.ts';
import { QuadTree } from '../src/analysis/quad-tree.ts';
import { tsne } from '../src/analysis/tsne-embedding.ts';
import scikit from './scikit-learn.json' with { type: 'json' };

const data = makeDataset();
const train = { points: data.x, labels: data.y };
const test1000 = { points: data.xTest, labels: data.yTest };

describe('nearest neighbours', () => {
  test.each(scikit.knn)('k $k, $metric: $accuracy % as scikit-learn', ({ k, metric, accuracy }) => {
    expect(knnAccuracy(train, test1000, { k, metric: metric as Metric })).toBeCloseTo(accuracy, 9);
  });

  test('are those of sorting all distances, for any points', () => {
    const points = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), {
      minLength: 4,
      maxLength: 30,
    });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 3 }), (rows, k) => {
        const square = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 0);
        const expected = rows
          .map((row, i) => ({ i, d: square(row, rows[0]!) }))
          .filter(({ i }) => i !== 0)
          .sort((a, b) => a.d - b.d || a.i - b.i)
          .slice(0, k);
        const { indices, squares } = nearest(Float64Array.from(rows.flat()), Float64Array.from(rows[0]!), k, 0);
        expect([...indices]).toEqual(expected.map(({ i }) => i));
        expect([...squares]).toEqual(expected.map(({ d }) => d));
      }),
    );
  });

  test('refuses too few points and other lengths', () => {
    expect(() => knnAccuracy(train, test1000, { k: 4001 })).toThrow('k must be an integer in 1 … 4000');
    expect(() => knnAccuracy(train, { points: [1, 2, 3], labels: [0] })).toThrow('as many numbers');
  });
});

describe('logistic regression', () => {
  test.each(scikit.logistic)(
    'C $C, standardised: $standardise: $accuracy % as scikit-learn, give or take a row',
    async ({ C, standardise, accuracy }) => {
      const ours = await logisticAccuracy(train, test1000, { C, standardise });
      expect(Math.abs(ours - accuracy)).toBeLessThan(0.15);
    },
  );

  test('refuses a C that is not above 0, and stops when told', async () => {
    await expect(logisticAccuracy(train, test1000, { C: 0 })).rejects.toThrow('C must be a finite number above 0');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(logisticAccuracy(train, test1000, { signal })).rejects.toThrow('enough');
  });
});

test('L-BFGS finds the minimum of a narrow valley', async () => {
  const evaluate = (at: Float64Array) => {
    const [x, y] = [at[0]!, at[1]!];
    return {
      value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
      gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
    };
  };
  const best = await minimise(evaluate, Float64Array.of(-1.2, 1));
  expect(best[0]).toBeCloseTo(1, 6);
  expect(best[1]).toBeCloseTo(1, 6);
});

describe('exponential and logarithm', () => {
  test('are those of Math within 2 units of the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(2 ** -51);
        const y = Math.exp(x);
        expect(Math.abs(log(y) - Math.log(y))).toBeLessThanOrEqual(
          2 ** -51 * Math.max(Math.abs(Math.log(y)), 2 ** -10),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('have the values of their ends', () => {
    expect([exp(0), exp(-1000), exp(1000), exp(Number.NaN), log(1)]).toEqual([1, 0, Infinity, Number.NaN, 0]);
    expect(exp(709.7) / Math.exp(709.7)).toBeCloseTo(1, 14);
  });
});

test('principal components have scikit-learn’s variances and are uncorrelated', () => {
  const count = data.numTrain;
  const points = principalComponents(data.x, count, 2);
  const moment = (a: number, b: number) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += points[2 * row + a]! * points[2 * row + b]!;
    return sum / (count - 1);
  };
  expect(moment(0, 0) / scikit.principalVariances[0]!).toBeCloseTo(1, 4);
  expect(moment(1, 1) / scikit.principalVariances[1]!).toBeCloseTo(1, 4);
  expect(Math.abs(moment(0, 1))).toBeLessThan(1e-3);
});

describe('the quadtree', () => {
  const places = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), {
    minLength: 2,
    maxLength: 60,
  });

  test('with an angle of 0 has the forces of all pairs, also of points on one place', () => {
    fc.assert(
      fc.property(places, (points) => {
        const y = Float64Array.from(points.flat().map((v) => v / 7));
        const tree = new QuadTree(y);
        const force = new Float64Array(y.length);
        points.forEach((_, i) => {
          let [sum, fx, fy] = [0, 0, 0];
          points.forEach((_, j) => {
            if (i === j) return;
            const [dx, dy] = [y[2 * i]! - y[2 * j]!, y[2 * i + 1]! - y[2 * j + 1]!];
            const q = 1 / (1 + dx * dx + dy * dy);
            sum += q;
            fx += q * q * dx;
            fy += q * q * dy;
          });
          expect(tree.repel(i, 0, force)).toBeCloseTo(sum, 9);
          expect(force[2 * i]).toBeCloseTo(fx, 9);
          expect(force[2 * i + 1]).toBeCloseTo(fy, 9);
        });
      }),
    );
  });

  test('with an angle of 0.5 is within 2 per cent', () => {
    const y = Float64Array.from(new TorchRandom(0).randn(2000), (v) => 20 * v);
    const tree = new QuadTree(y);
    const [exact, rough] = [new Float64Array(2000), new Float64Array(2000)];
    for (let i = 0; i < 1000; i++) {
      expect(tree.repel(i, 0.5, rough) / tree.repel(i, 0, exact)).toBeCloseTo(1, 1);
    }
    const norm = (v: Float64Array) => Math.sqrt(v.reduce((sum, f) => sum + f * f, 0));
    expect(norm(exact.map((f, i) => f - rough[i]!)) / norm(exact)).toBeLessThan(0.02);
  });
});

describe('t-SNE', () => {
  const points = data.x.subarray(0, 500 * 40);

  test.each(['euclidean', 'cosine'] as const)(
    '%s: its divergence is as scikit-learn’s from one start or another',
    async (metric) => {
      const shares: number[] = [];
      const { klDivergence, points: plane } = await tsne(points, 500, { metric, onProgress: (s) => shares.push(s) });
      expect(klDivergence).toBeLessThan(Math.max(...scikit.tsne[metric]));
      expect(klDivergence).toBeGreaterThan(0.99 * Math.min(...scikit.tsne[metric]));
      expect(plane).toHaveLength(1000);
      expect(plane.every(Number.isFinite)).toBe(true);
      expect(shares.at(-1)).toBe(1);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    },
  );

  test('the same points give the same bits on every machine, copies of one point included', async () => {
    const copies = new Float32Array(60 * 40).fill(1);
    copies.set(points.subarray(0, 30 * 40));
    const [first, second] = [
      await tsne(copies, 60, { perplexity: 5, iterations: 300 }),
      await tsne(copies, 60, { perplexity: 5, iterations: 300 }),
    ];
    expect(first).toEqual(second);
    expect(first.points.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(first.klDivergence)).toBe(true);
    expect(await digestOf(Array.from(first.points))).toBe(
      '5f3e224bfb82bbbe8ee2e8d2523eb354ba4901f2344d05714b4bc8cf300082cd',
    );
  });

  test('refuses what it cannot place, and stops when told', async () => {
    await expect(tsne(points, 500, { perplexity: 500 })).rejects.toThrow(
      'perplexity must be under count = 500, got 500',
    );
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const odd = Float64Array.from(points);
      odd[777] = value;
      await expect(tsne(odd, 500)).rejects.toThrow(`tsne: points[777] must be a finite number, got ${value}`);
      await expect(tsne([...odd], 500)).rejects.toThrow(`tsne: points[777]`);
    }
    await expect(tsne(points, 501)).rejects.toThrow('points must hold count = 501 rows, got 20000 numbers');
    await expect(tsne(points, 500, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
