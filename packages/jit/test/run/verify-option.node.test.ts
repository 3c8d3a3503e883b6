/** `{ verify: true }` has checked what every pass gives, whatever is lowered; by default nothing is checked. */
import * as tf from '@tensorflow/tfjs-core';
import '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type CompileOptions, compileLoop, jit, scan } from '../../src/index.ts';
import type { Draft } from '../../src/program/program.ts';

// What all tests check.
vi.unmock('../../src/run/passes.ts');

/** The pass that spoils what it makes. */
const spoiled = vi.hoisted(() => ({ pass: '' }));

/** A pass that, where it is to spoil programs, gives their steps backwards: they read what is not written yet. */
const spoiling = vi.hoisted(
  () =>
    <Given extends unknown[]>(name: string, pass: (...given: Given) => Draft) =>
    (...given: Given): Draft => {
      const draft = pass(...given);
      return spoiled.pass === name ? { ...draft, steps: [...draft.steps].reverse() } : draft;
    },
);
vi.mock(import('../../src/graph/sample-products.ts'), async (original) => {
  const { sampleProducts } = await original();
  return {
    sampleProducts(graph, supports) {
      const { nodes, outputs } = sampleProducts(graph, supports);
      return { nodes: spoiled.pass === 'sample-products' ? [...nodes].reverse() : nodes, outputs };
    },
  };
});
vi.mock(import('../../src/lower/lower.ts'), async (original) => ({
  lower: spoiling('lower', (await original()).lower),
}));
vi.mock(import('../../src/fuse/merge-maps.ts'), async (original) => ({
  mergeMaps: spoiling('merge-maps', (await original()).mergeMaps),
}));
vi.mock(import('../../src/fuse/share-state.ts'), async (original) => ({
  shareState: spoiling('share-state', (await original()).shareState),
}));

beforeAll(() => tf.setBackend('cpu'));

/** Two steps: the second reads what the first has summed up. */
const share = (x: tf.Tensor) => tf.div(x, tf.sum(x));

/** A step alone: but the initial value of the variable that it makes takes two. */
const withInitialValue = () => {
  let made: tf.Variable | undefined;
  return (x: tf.Tensor) => {
    made ??= tf.variable(share(tf.add(tf.range(1, 4), 0)));
    return tf.add(x, made);
  };
};

const ones = () => tf.ones([3]);
const compiled: Readonly<Record<string, (options: CompileOptions) => void>> = {
  jit: (options) => jit(share, options)(ones()),
  'initial values in jit': (options) => jit(withInitialValue(), options)(ones()),
  compileLoop: (options) =>
    compileLoop({ state: { x: ones() }, step: ({ x }) => ({ state: { x: share(x) } }), ...options }),
  'initial values in compileLoop': (options) => {
    const next = withInitialValue();
    compileLoop({ state: { x: ones() }, step: ({ x }) => ({ state: { x: next(x) } }), ...options });
  },
  scan: (options) =>
    scan((carry: { x: tf.Tensor }) => ({ carry: { x: share(carry.x) } }), { x: ones() }, ones(), options),
  'the gradient of a scan': (options) => {
    const scale = ({ x, by }: { x: tf.Tensor; by: tf.Tensor }) => ({ carry: { x: tf.mul(x, by), by } });
    scan(scale, { x: ones(), by: tf.scalar(2) }, ones(), options);
  },
  'initial values in scan': (options) => {
    const next = withInitialValue();
    scan((carry: { x: tf.Tensor }) => ({ carry: { x: next(carry.x) } }), { x: ones() }, ones(), options);
  },
};

describe.each(Object.entries(compiled))('%s', (_, compile) => {
  test.each(['sample-products', 'lower', 'merge-maps', 'share-state'])('what %s has spoiled is named', (pass) => {
    spoiled.pass = pass;
    expect(() => compile({ verify: true })).toThrow(`after ${pass} is not valid`);
  });

  test('without the option nothing is checked', () => {
    spoiled.pass = 'share-state';
    expect(() => compile({})).not.toThrow();
  });
});
