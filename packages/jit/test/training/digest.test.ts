/**
 * Training comes to the same bits everywhere. Where a change of the compiler changes them on purpose:
 * UPDATE_DIGESTS=1 npx vitest run --project jit packages/jit/test/training/digest.test.ts
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import known from '../../../../fixtures/training-digests.json' with { type: 'json' };
import { fuses } from '../../src/index.ts';
import { digestOf, models } from './training-digest.ts';

const updates = typeof process !== 'undefined' && process.env?.UPDATE_DIGESTS !== undefined;
const found = { exact: {} as Record<string, string>, fused: {} as Record<string, string> };

beforeAll(() => tf.setBackend('cpu'));

const lack = fuses() ? '' : ' (left out: this runtime does not fuse)';
describe.each(['exact', 'fused'] as const)('%s', (numerics) => {
  test.skipIf(numerics === 'fused' && lack !== '').each(models)(
    `the weights of %s after 1,000 steps of Adam${numerics === 'fused' ? lack : ''}`,
    async (name) => {
      found[numerics][name] = await digestOf(name, numerics);
      if (!updates) expect(found[numerics][name]).toBe(known[numerics][name]);
    },
  );
});

afterAll(async () => {
  if (!updates) return;
  const { writeFileSync } = await import('node:fs');
  const file = new URL('../../../../fixtures/training-digests.json', import.meta.url);
  const exact = { ...known.exact, ...found.exact };
  const fused = { ...known.fused, ...found.fused };
  writeFileSync(file, `${JSON.stringify({ note: known.note, exact, fused }, undefined, 2)}\n`);
});
