import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { constructionStages } from '../src/construction-stages.ts';
import { getTemplates, RandomState, samples, transforms } from '../src/index.ts';
import { resolveOptions } from '../src/options.ts';
import { sampleGenerator } from '../src/sample-generator.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const signals = fc
  .float64Array({ minLength: 2, maxLength: 80, min: -10, max: 10, noNaN: true })
  .map((signal) => signal.map((value) => value + 0)); // no negative zeros

test('the steps one by one make what the generator makes at once, bit for bit', () => {
  const count = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(seeds, count, count, fc.integer({ min: 1, max: 60 }), (seed, min, more, finalSeqLength) => {
      const padding = [min, min + more] as const;
      const options = resolveOptions({ seed, padding, maxTranslation: 12 + min + more, finalSeqLength });
      const [steps, atOnce] = [new RandomState(seed), new RandomState(seed)];
      const generate = sampleGenerator(options, atOnce);
      const out = new Float64Array(finalSeqLength);
      const { numSamples: _, trainSplit: __, shuffleSeq: ___, dtype: ____, ...sampleOptions } = options;
      options.templates.x.forEach((template, digit) => {
        generate(template, out, 0);
        expect(constructionStages(digit, sampleOptions, steps).at(-1)!.x).toEqual(out);
      });
      expect(steps.randomSample()).toBe(atOnce.randomSample());
    }),
    { numRuns: 50 },
  );
});

test('constructionStages: each stage follows from the one before it', () => {
  const stages = constructionStages(3);
  expect(stages.map(({ name }) => name)).toEqual([
    'template',
    'pad',
    'dilate',
    'scale',
    'translate',
    'noise',
    'shear',
    'resample',
  ]);
  const [template, pad, dilate, scale, translate, noise, , resample] = stages.map(({ x }) => x) as Float64Array[];
  expect(template).toEqual(getTemplates().x[3]);
  expect(pad!.length).toBeGreaterThanOrEqual(12 + 36);
  expect(pad!.subarray(12).every((value) => value === 0)).toBe(true);
  expect(dilate).toHaveLength(72);
  const factor = scale![1]! / dilate![1]!;
  expect(Math.abs(factor - 1)).toBeLessThanOrEqual(0.2);
  expect([...translate!].sort()).toEqual([...scale!].sort());
  translate!.forEach((value, i) => value !== 0 && expect(Math.abs(noise![i]! - value)).toBeLessThan(0.02 * 6));
  expect(resample).toHaveLength(40);
  expect(stages.every(({ x, t }) => x.length === t.length)).toBe(true);
  expect(() => constructionStages(10)).toThrow(
    'constructionStages: label must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, got 10',
  );
});

test('resample keeps the ends, and straight lines straight', () => {
  fc.assert(
    fc.property(signals, fc.integer({ min: 2, max: 100 }), (signal, length) => {
      const resampled = transforms.resample(signal, length);
      expect(resampled[0]).toBe(signal[0]);
      expect(resampled[length - 1]).toBe(signal[signal.length - 1]);
    }),
  );
  const line = Float64Array.from({ length: 12 }, (_, i) => 3 * i - 5);
  transforms.resample(line, 23).forEach((value, i) => expect(value).toBeCloseTo(1.5 * i - 5, 12));
});

test('pad, scale, translate and shear do what they say', () => {
  fc.assert(
    fc.property(signals, seeds, (signal, seed) => {
      const random = () => new RandomState(seed);
      const padded = transforms.pad(signal, [2, 9], random());
      expect(padded.length - signal.length).toBeGreaterThanOrEqual(2);
      expect(padded.length - signal.length).toBeLessThanOrEqual(9);
      const shift = new RandomState(seed).choice(signal.length);
      const moved = transforms.translate(signal, signal.length, random());
      signal.forEach((value, i) => expect(moved[(i + shift) % signal.length]).toBe(value));
      const sheared = transforms.shear(signal, 0.5, random());
      const ends = sheared[signal.length - 1]! - signal[signal.length - 1]! + (sheared[0]! - signal[0]!);
      expect(ends).toBeCloseTo(0, 12);
      expect(transforms.scale(signal, 0, random())).toEqual(signal);
    }),
  );
});

test('addNoise replaces zeros with noise of the right size and leaves its argument', () => {
  const zeros = new Float64Array(20000);
  const noisy = transforms.addNoise(zeros, 0.25, 0, new RandomState(0));
  expect(zeros.every((value) => value === 0)).toBe(true);
  // White noise through a Gaussian of deviation 2 keeps 1 / √(2 √π · 2) of its deviation.
  const deviation = Math.sqrt(noisy.reduce((sum, value) => sum + value * value, 0) / noisy.length);
  expect(deviation / (0.25 / Math.sqrt(4 * Math.sqrt(Math.PI)))).toBeCloseTo(1, 1);
});

test('samples are endless, of all classes, and look like the dataset', () => {
  const stream = samples({ seed: 1 });
  const drawn = Array.from({ length: 2000 }, () => stream.next().value as { x: Float32Array; y: number });
  expect(new Set(drawn.map(({ y }) => y)).size).toBe(10);
  const values = drawn.flatMap(({ x }) => [...x]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(mean).toBeCloseTo(0, 1);
  expect(deviation).toBeCloseTo(1, 1);
  const again = samples({ seed: 1 });
  expect(again.next().value).toEqual(drawn[0]);
  expect(() => samples({ deviation: 0 })).toThrow('samples: deviation must be at least 5e-324, got 0');
  expect(() => samples({ numSamples: 10 } as object)).toThrow("samples: no option 'numSamples'");
});

test.each<[() => unknown, string]>([
  [() => transforms.pad(new Float64Array(3), [5, 2], new RandomState(0)), 'pad: padding must be'],
  [
    () => transforms.translate(new Float64Array(3), 4, new RandomState(0)),
    'translate: maxTranslation must be at most 3, got 4',
  ],
  [() => transforms.resample(new Float64Array(1), 4), 'resample: signal.length must be at least 2, got 1'],
  [() => transforms.resample(new Float64Array(3), 0), 'resample: length must be at least 1, got 0'],
])('refuses bad arguments: %s', (call, message) => {
  expect(call).toThrow(message);
});
