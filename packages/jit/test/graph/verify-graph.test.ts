/** Recorded graphs are valid; each change that breaks a rule is refused with that rule. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { Node, Source } from '../../src/graph/graph.ts';
import { verifyGraph } from '../../src/graph/verify-graph.ts';
import { record } from '../../src/record/record.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Inputs %0 and %1, a constant %2, their product taken apart, and the largest of it in the cpu backend. */
function sourceOf(): Source {
  const { graph, inputs } = record(
    (a, b) => {
      const product = tf.matMul(tf.mul(a as tf.Tensor2D, tf.tensor1d([1, 0])), b as tf.Tensor2D);
      const { values } = tf.topk(product, 2);
      return [...tf.unstack(product), values];
    },
    [
      { shape: [2, 2], dtype: 'float32' },
      { shape: [2, 2], dtype: 'float32' },
    ],
  );
  return { graph, inputs };
}

/** The source with another node in the place of the first of a kernel. */
const change =
  (kernel: string, settings: Partial<Node>) =>
  (source: Source): Source => {
    const { nodes, outputs } = source.graph;
    const place = nodes.findIndex((node) => node.kernel === kernel);
    return {
      ...source,
      graph: { nodes: nodes.map((node, i) => (i === place ? { ...node, ...settings } : node)), outputs },
    };
  };

test('a recorded graph is valid', () => {
  expect(() => verifyGraph(sourceOf(), 'after recording')).not.toThrow();
});

test.each<[string, (source: Source) => Source, string]>([
  ['another number', change('Multiply', { id: 9 }), 'Multiply: its number must be its place, and is 9'],
  [
    'a node that reads itself',
    change('Multiply', { inputs: [0, 3] }),
    'Multiply: it reads %3, which does not stand before',
  ],
  [
    'a node that there is not',
    change('Multiply', { inputs: [0, 99] }),
    'Multiply: it reads %99, which does not stand before',
  ],
  ['no node', change('Multiply', { inputs: [0, -1] }), 'Multiply: it reads %-1, which does not stand before'],
  [
    'another shape',
    change('BatchMatMul', { shape: [2, 3] }),
    'BatchMatMul: it is float32[2,3], and its rule infers float32[2,2]',
  ],
  [
    'another type',
    change('Multiply', { dtype: 'int32' }),
    'Multiply: it is int32[2,2], and its rule infers float32[2,2]',
  ],
  ['an input too few', change('BatchMatMul', { inputs: [0] }), 'BatchMatMul: a kernel was called with 1 inputs'],
  ['inputs of other shapes', change('BatchMatMul', { inputs: [0, 2] }), 'BatchMatMul: matMul: the inner dimensions'],
  [
    'a kernel that there is not',
    change('Multiply', { kernel: 'Divide' }),
    'Divide: the kernel Divide cannot be recorded',
  ],
  ['a result that there is not', change('Unpack', { attrs: { axis: 0, output: 2 } }), 'and its rule infers undefined'],
  [
    'a result of the cpu backend that there is not',
    change('TopK', { attrs: { output: 2, outputs: 2 } }),
    'it is result 2 of 2',
  ],
  ['values that are missing', change('Constant', { values: Float32Array.of(1) }), 'it must have 2 values, and has 1'],
  [
    'an output that there is not',
    (source) => ({ ...source, graph: { ...source.graph, outputs: [99] } }),
    'the output %99 is no node',
  ],
  [
    'an input that is none',
    (source) => ({ ...source, inputs: [0, 2] }),
    '%2, which is written from outside, is no Input',
  ],
  [
    'a state of another shape',
    (source) => ({ ...source, carried: [[0, 0]] }),
    'output 0, float32[2], is handed on to an input of float32[2,2]',
  ],
  ['a state from nowhere', (source) => ({ ...source, carried: [[2, 0]] }), 'cannot be handed on to input 2'],
])('%s', (_, spoil, rule) => {
  expect(() => verifyGraph(spoil(sourceOf()), 'after recording')).toThrow(rule);
});
