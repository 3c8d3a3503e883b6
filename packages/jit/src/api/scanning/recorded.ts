/** Scans inside of compiled functions: a part of the graph, differentiated by scans of their own, from the last step to the first. */
import * as tf from '@tensorflow/tfjs-core';
import { isTapeOn } from '../../record/engine.ts';
import { recordControl, recordInside } from '../../record/nested.ts';
import { differentiable, floatsOf, putOnTape, vectorJacobianProduct } from '../tracing/gradient.ts';
import { typesOf } from '../tracing/tensors.ts';
import { unassigned, variablesIn } from '../tracing/variables.ts';

type Step = (
  carry: readonly tf.Tensor[],
  x: readonly tf.Tensor[],
) => { readonly carry: readonly tf.Tensor[]; readonly y: readonly tf.Tensor[] };

interface Result {
  readonly carry: readonly tf.Tensor[];
  readonly ys: readonly tf.Tensor[];
}

/** @param xs at least one, all of the same first dimension */
export function recordScan(step: Step, carry: readonly tf.Tensor[], xs: readonly tf.Tensor[], reverse = false): Result {
  const isDifferentiated = isTapeOn();
  // A gradient needs the carry before each step, too.
  const recorded: Step = isDifferentiated
    ? (before, x) => {
        const { carry: next, y } = step(before, x);
        return { carry: next, y: [...y, ...before] };
      }
    : step;
  const n = carry.length;
  const length = xs[0]?.shape[0] as number;
  const rows = typesOfAll(xs).map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));
  const nested = recordInside(
    (...tensors) => {
      const { carry: next, y } = recorded(tensors.slice(0, n), tensors.slice(n));
      return [...next, ...y];
    },
    [...typesOfAll(carry), ...rows],
  );
  const types = nested.types.map(({ shape, dtype }, i) => ({ shape: i < n ? shape : [length, ...shape], dtype }));
  const scan = { length, carried: n, stacked: xs.length, reverse };
  const { outputs, taken } = recordControl({ flow: 'scan', scan }, [nested], [...carry, ...xs], types);
  const [last, ys] = [outputs.slice(0, n), outputs.slice(n)];
  if (!isDifferentiated) return { carry: last, ys };
  const states = ys.slice(ys.length - n);
  const checkUnassigned = unassigned('scan', variablesIn(taken));
  putOnTape('scan', [...carry, ...xs, ...taken], outputs, (_, cotangents) => {
    checkUnassigned();
    const gradients = scanBackwards(recorded, { states, xs, taken, reverse }, cotangents);
    return [...carry, ...xs, ...taken].map((tensor, i) => () => gradients[i] ?? tf.zeros(tensor.shape));
  });
  return { carry: last, ys: ys.slice(0, ys.length - n) };
}

/** The cotangents of the floats among the first carry, xs and what the step takes, by their places. */
function scanBackwards(
  step: Step,
  given: {
    readonly states: readonly tf.Tensor[];
    readonly xs: readonly tf.Tensor[];
    readonly taken: readonly tf.Tensor[];
    readonly reverse: boolean;
  },
  cotangents: readonly tf.Tensor[],
): readonly (tf.Tensor | undefined)[] {
  const { states, xs, taken, reverse } = given;
  const n = states.length;
  const moving = differentiable(states);
  const captured = floatsOf(taken);
  const ofLast = moving.map((at) => cotangents[at] as tf.Tensor);
  const backwards: Step = (sums, x) => {
    const before = x.slice(0, n);
    const row = x.slice(n, n + xs.length);
    const ofYs = x.slice(n + xs.length);
    const results = () => {
      const { carry: next, y } = step(before, row);
      return [...floatsOf(next), ...y];
    };
    const gradients = vectorJacobianProduct(
      results,
      [...sums.slice(0, moving.length), ...ofYs],
      [...floatsOf(before), ...floatsOf(row), ...captured],
    );
    const ofCarry = gradients.slice(0, moving.length);
    const ofTaken = gradients.slice(gradients.length - captured.length);
    const added = ofTaken.map((gradient, i) => tf.add(sums[moving.length + i] as tf.Tensor, gradient));
    return {
      carry: [...ofCarry, ...added],
      y: gradients.slice(moving.length, gradients.length - captured.length),
    };
  };
  const { carry, ys } = recordScan(
    backwards,
    [...ofLast, ...captured.map((tensor) => tf.zerosLike(tensor))],
    [...states, ...xs, ...cotangents.slice(n)],
    !reverse,
  );
  const inTurn = [...carry.slice(0, moving.length), ...ys, ...carry.slice(moving.length)].values();
  return [...states, ...xs, ...taken].map(({ dtype }) => (dtype === 'float32' ? inTurn.next().value : undefined));
}

const typesOfAll = (tensors: readonly tf.Tensor[]) => typesOf({ tensors, names: tensors.map(() => 'a tensor') });
