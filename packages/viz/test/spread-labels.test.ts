import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadLabels } from '../src/parts/spread-labels.ts';

const positions = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 12 });

test('labels keep their distance and their order', () => {
  fc.assert(
    fc.property(positions, fc.double({ min: 0.5, max: 10, noNaN: true }), (wanted, gap) => {
      const spread = spreadLabels(wanted, gap);
      const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
      for (let k = 1; k < order.length; k++) {
        expect(spread[order[k]!]! - spread[order[k - 1]!]!).toBeGreaterThan(gap * (1 - 1e-9));
      }
    }),
  );
});

test('labels that are far apart stay, and as a whole they stay where they were', () => {
  expect(spreadLabels([10, 90, 50], 5)).toEqual([10, 90, 50]);
  expect(spreadLabels([50, 50], 4)).toEqual([48, 52]);
  fc.assert(
    fc.property(positions, (wanted) => {
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(spreadLabels(wanted, 5))).toBeCloseTo(sum(wanted), 6);
    }),
  );
});
