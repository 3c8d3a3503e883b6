/** Einstein sums as matrix products. */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../graph/graph.ts';
import { check } from '../graph/type-rule.ts';
import type { Composer, Composite } from './composer.ts';

/** A tensor whose dimensions have labels. */
interface Labelled {
  readonly x: tf.TensorInfo;
  readonly labels: readonly number[];
}

export const einsum: Composite = (to, inputs, { equation }) => {
  const given = Object.values(inputs) as tf.TensorInfo[];
  const text = (equation as string).replace(/\s/g, '');
  const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(text, given.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, given as unknown as tf.Tensor[]);
  const types = given.map(({ dtype }) => dtype);
  check(new Set(types).size === 1, () => `einsum: all tensors must be of one type, got ${types}; cast them`);
  const [, output = ''] = text.split('->');
  const out = [...output].map((name) => allDims.indexOf(name));
  check(new Set(out).size === out.length, () => `einsum: a label stands twice in the output of '${equation}'`);
  const isSummed = (label: number) => summedDims.includes(label);
  const operands = given.map((x, i) => {
    const labels = idDims[i] as number[];
    const others = idDims.flatMap((dims, j) => (j === i ? [] : dims));
    return sumOver(to, { x, labels }, (label) => isSummed(label) && !others.includes(label));
  });
  const [a, b] = operands as [Labelled, Labelled | undefined];
  return inOrder(to, b ? product(to, a, b, isSummed) : a, out);
};

/** Sums the dimensions away that `isGone` names. */
function sumOver(to: Composer, { x, labels }: Labelled, isGone: (label: number) => boolean): Labelled {
  const axis = [...labels.keys()].filter((d) => isGone(labels[d] as number));
  if (axis.length === 0) return { x, labels };
  return {
    x: to.call('Sum', { x }, { axis, keepDims: false }),
    labels: labels.filter((label) => !isGone(label)),
  };
}

function inOrder(to: Composer, { x, labels }: Labelled, order: readonly number[]): tf.TensorInfo {
  const perm = order.map((label) => labels.indexOf(label));
  return to.call('Transpose', { x }, { perm });
}

/** The sum over the labels that both have, and that are summed. */
function product(to: Composer, a: Labelled, b: Labelled, isSummed: (label: number) => boolean): Labelled {
  const isShared = (label: number) => a.labels.includes(label) && b.labels.includes(label);
  const batch = a.labels.filter((label) => isShared(label) && !isSummed(label));
  const inner = a.labels.filter((label) => isShared(label) && isSummed(label));
  const left = a.labels.filter((label) => !isShared(label));
  const right = b.labels.filter((label) => !isShared(label));
  const sizes = ({ x, labels }: Labelled, of: readonly number[]) =>
    of.map((label) => x.shape[labels.indexOf(label)] as number);
  const matrix = (operand: Labelled, ...groups: readonly (readonly number[])[]) =>
    to.call(
      'Reshape',
      { x: inOrder(to, operand, groups.flat()) },
      { shape: groups.map((group) => sizeOf(sizes(operand, group))) },
    );
  const c = to.call('BatchMatMul', { a: matrix(a, batch, left, inner), b: matrix(b, batch, inner, right) });
  const shape = [...sizes(a, batch), ...sizes(a, left), ...sizes(b, right)];
  return { x: to.call('Reshape', { x: c }, { shape }), labels: [...batch, ...left, ...right] };
}
