/**
 * Training comes to the same bits everywhere. Where a change of the compiler changes them on purpose:
 * UPDATE_DIGESTS=1 npx vitest run --project jit packages/jit/test/training/digest.test.ts
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import known from '../../../../fixtures/training-digests.json' with { type: 'json' };
import { digestOf, models } from './training-digest.ts';

const updates = typeof process !== 'undefined' && process.env?.UPDATE_DIGESTS !== undefined;
const found: Record<string, string> = {};

beforeAll(() => tf.setBackend('cpu'));

test.each(models)('the weights of %s after 1,000 steps of Adam', async (name) => {
  found[name] = await digestOf(name);
  if (!updates) expect(found[name]).toBe(known[name]);
});

afterAll(async () => {
  if (!updates) return;
  const { writeFileSync } = await import('node:fs');
  const file = new URL('../../../../fixtures/training-digests.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify({ ...known, ...found }, undefined, 2)}\n`);
});
