/** The programs whose modules are replayed: the interpreter computes what their WebAssembly does, bit for bit, in each class of arithmetic. */
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { operationsIn } from '../../src/program/expression.ts';
import type { Buffer, Draft, Step } from '../../src/program/program.ts';
import { classes, expectSameBits } from '../program/both-ways.ts';
import { convolutions } from './convolutions.ts';
import { elementwise } from './elementwise.ts';
import type { Program } from './emitted.ts';
import { indexing } from './indexing.ts';
import { loops } from './loops.ts';
import { models } from './models.ts';
import { products } from './products.ts';
import { scans } from './scans.ts';

/** Operations, multiplications and additions of a program that is small enough. */
const MOST = 300_000;

beforeAll(() => tf.setBackend('cpu'));

const lowered: Draft[] = vi.hoisted(() => []);
vi.mock(import('../../src/run/passes.ts'), async (original) => {
  const passes = await original();
  const lowerSource: typeof passes.lowerSource = (source, there, options) => {
    const draft = passes.lowerSource(source, there, { ...options, verify: true });
    for (const numerics of classes)
      lowered.push(
        numerics === 'exact' ? draft : passes.lowerSource(source, there, { ...options, verify: true, numerics }),
      );
    return draft;
  };
  const lowerInPieces: typeof passes.lowerInPieces = function* (...args) {
    yield;
    return lowerSource(...args);
  };
  return { ...passes, lowerInPieces, lowerSource };
});
beforeEach(() => {
  lowered.length = 0;
});

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function workOf(step: Step): number {
  switch (step.kind) {
    case 'map':
      return sizeOf(step.shape) * step.stores.reduce((sum, { expression }) => sum + 1 + operationsIn(expression), 0);
    case 'reduce':
      return sizeOf(step.shape) * (1 + operationsIn(step.expression));
    case 'product':
      return step.m * step.n * step.k * step.loops.reduce((times, { count }) => times * count, 1);
    default:
      return 0;
  }
}

/** Values for an input: floats around zero, small integers, booleans; in turn, for they are many. */
function valuesFor({ size, dtype }: Buffer, seed: number): number[] {
  return Array.from({ length: size }, (_, i) => {
    const float = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 3;
    return dtype === 'float32' ? float : dtype === 'int32' ? Math.abs(Math.trunc(float)) : Number(float > 0);
  });
}

const kinds = { elementwise, products, convolutions, indexing, loops, scans, models };

const programs = Object.entries(kinds).flatMap(([kind, table]) =>
  Object.entries<Program>(table).map(([name, program]) => [`${kind}: ${name}`, program] as const),
);
let checked = 0;

test.each(programs)('%s', (_, program) => {
  tf.tidy(program);
  for (const draft of lowered) {
    if (draft.steps.reduce((sum, step) => sum + workOf(step), 0) > MOST) continue;
    expectSameBits(
      draft,
      draft.inputs.map((input, i) => valuesFor(draft.buffers[input]!, i)),
    );
    checked++;
  }
});

test('most of them are small enough', () => {
  expect(checked).toBeGreaterThan((classes.length * programs.length) / 2);
});
