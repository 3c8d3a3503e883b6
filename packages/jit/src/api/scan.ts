/** Loops with a vector-Jacobian product: gradients through hundreds of steps in the memory of their states. */

import * as tf from '@tensorflow/tfjs-core';
import { RecordingError } from '../graph/recording-error.ts';
import { printType, type TensorType } from '../graph/tensor-type.ts';
import { isTapeOn } from '../record/engine.ts';
import { isRecording } from '../record/record.ts';
import type { CompileOptions } from '../run/compile.ts';
import { numericsOf } from '../run/numerics.ts';
import { checkOnCompile, noteCompilation, noteReplay, partsOf } from './compilations.ts';
import { checkCotangents, makePlan, type Plan, type Scanned } from './scanning/plan.ts';
import { recordScan } from './scanning/recorded.ts';
import { applyStep, checkCarry, checkLength, type LooseStep } from './scanning/traces.ts';
import { floatsOf, putOnTape, vectorJacobianProduct } from './tracing/gradient.ts';
import { type Flat, flatten, type Tensors } from './tracing/structure.ts';
import { typesOf } from './tracing/tensors.ts';
import { unassigned } from './tracing/variables.ts';

export type ScanStep<C extends Tensors, X extends Tensors, Y extends Tensors | undefined> = (
  carry: C,
  x: X,
) => { readonly carry: C; readonly y: Y };

const plans = new WeakMap<object, Map<string, Plan>>();

/**
 * carry ← step(carry, xs[t]) for t = 0 … T − 1, compiled: step and its vector-Jacobian product are recorded once for these
 * shapes, and the loops run inside WebAssembly. The state before every step is kept; the steps are run again, backwards, for
 * the gradient, so memory grows by the size of the state per step, not by all that a step computes.
 *
 * What the gradient is wanted for belongs into `carry` (a learning rate, say, that every step hands on as it is). Tensors
 * that `step` reads from outside are constants, as they are at the first call; tf.Variables are read anew in every call, and
 * must not be assigned. Keep one `step` function and call it again: plans belong to it. Under tf.grad a scan has a gradient with
 * respect to `carry`, the one that `vjp` gives.
 *
 * @param step twice differentiable where it takes gradients itself
 * @param carry the first state; copied, not disposed
 * @param xs tensors whose first dimension are the steps
 * @param options how it is compiled; a plan is of the options that it was made with
 * @throws RangeError for a wrong `numerics`, Error where this runtime does not have it. TypeError when the state changes in structure, shape or type, the tensors of `xs` differ in their first dimension,
 * or `step` assigns a variable
 *
 * @example
 * // The gradient of the last of ten steps of gradient descent with respect to the learning rate.
 * const loss = (w: tf.Tensor, x: tf.Tensor) => tf.sum<tf.Scalar>(tf.square(tf.sub(w, x)));
 * const step = ({ w, rate }: { w: tf.Tensor; rate: tf.Tensor }, x: tf.Tensor) => {
 *   const gradient = tf.grad((w: tf.Tensor) => loss(w, x))(w);
 *   return { carry: { w: tf.sub(w, tf.mul(rate, gradient)), rate } };
 * };
 * const { carry, vjp } = scan(step, { w: tf.zeros([2]), rate: tf.scalar(0.1) }, tf.ones([10, 2]));
 * const { rate } = vjp({ carry: { w: tf.ones([2]), rate: tf.scalar(0) } }).carry;
 */
export function scan<C extends Tensors, X extends Tensors, Y extends Tensors>(
  step: ScanStep<C, X, Y>,
  carry: C,
  xs: X,
  options?: CompileOptions,
): Scanned<C, Y>;
export function scan<C extends Tensors, X extends Tensors>(
  step: (carry: C, x: X) => { readonly carry: C; readonly y?: undefined },
  carry: C,
  xs: X,
  options?: CompileOptions,
): Scanned<C, undefined>;
export function scan(
  step: unknown,
  carry: Tensors,
  xs: Tensors,
  options: CompileOptions = {},
): Scanned<Tensors, Tensors | undefined> {
  if (typeof step !== 'function') throw new TypeError(`scan: step must be a function, got ${typeof step}`);
  const state = flatten(carry, 'carry');
  const inputs = flatten(xs, 'xs');
  if (isRecording()) return scanInside(step as LooseStep, state, inputs);
  const types = [...typesOf(state), ...typesOf(inputs)];
  const key = `${state.structure.key}${inputs.structure.key}${types.map(printType)} ${numericsOf('scan', options)} ${options.verify} ${options.threads} ${options.checkFinite}`;
  checkOnCompile('scan', options);
  const fn = step as LooseStep;
  const known = plans.get(step) ?? new Map<string, Plan>();
  plans.set(step, known);
  let plan = known.get(key);
  if (!plan || plan.hasChanged()) {
    const since = performance.now();
    const isOutside = plan !== undefined;
    const parts = [...partsOf(state), ...partsOf(inputs)];
    plan = makePlan(fn, state, inputs, options, (assembly, graph) =>
      noteCompilation({ by: 'scan', fn, parts, since, isOutside, assembly, graph }, options),
    );
    known.set(key, plan);
  } else noteReplay(fn);
  const scanned = plan.scan(state.tensors, inputs.tensors);
  if (isTapeOn()) connect(plan, state, inputs, scanned);
  return Object.assign(scanned, {
    dispose() {
      noteReplay(fn);
      for (const each of known.values()) each.end();
      known.clear();
    },
  });
}

/** Tells the gradient that is being taken how a scan's results came from the first carry. */
function connect(plan: Plan, state: Flat, inputs: Flat, scanned: ReturnType<Plan['scan']>): void {
  const { run } = plan;
  const checkUnassigned = unassigned('scan', plan.variables);
  const given = [...state.tensors, ...inputs.tensors, ...plan.variables];
  const names = [...state.names, ...inputs.names, ...plan.variables.map(({ name }) => `the variable ${name}`)];
  const carry = flatten(scanned.carry, 'carry');
  const ys = flatten(scanned.ys, 'ys');
  putOnTape('scan', given, [...carry.tensors, ...ys.tensors], (before, cotangents) => {
    if (isTapeOn())
      throw new RecordingError('scan: a scan has no gradient of a gradient; take the inner one inside of step');
    checkUnassigned();
    const n = state.tensors.length;
    const current =
      plan.run === run ? scanned : plan.scan(before.slice(0, n), before.slice(n, n + inputs.tensors.length));
    const gradients = current.vjp({
      carry: carry.structure.rebuild(cotangents) as Tensors,
      ys: ys.structure.rebuild(cotangents.slice(n)) as Tensors,
    });
    const ofCarry = flatten(gradients.carry, 'carry').tensors;
    return names.map((name, i) => () => {
      if (i < n) return tf.cast(ofCarry[i] as tf.Tensor, 'float32');
      throw new RecordingError(`scan: there is no gradient with respect to ${name}; hand it on in the carry`);
    });
  });
}

/** A scan as a part of the function that is being recorded. */
function scanInside(step: LooseStep, state: Flat, inputs: Flat): Scanned<Tensors, Tensors | undefined> {
  checkLength(inputs);
  let result: Flat | undefined;
  const flatStep = (carry: readonly tf.Tensor[], x: readonly tf.Tensor[]) => {
    const { next, y } = applyStep(step, state, inputs, [...carry, ...x]);
    checkCarry(typesOf(state), typesOf({ ...state, tensors: [...next] }), state.names);
    result = flatten(y, 'y');
    return { carry: next, y: result.tensors };
  };
  const run = () => recordScan(flatStep, state.tensors, inputs.tensors);
  const { carry, ys } = run();
  const { structure } = result as Flat;
  return {
    dispose() {},
    carry: state.structure.rebuild(carry) as Tensors,
    ys: structure.rebuild(ys) as Tensors | undefined,
    vjp(cotangents) {
      const given = [...cotangentsOf('carry', cotangents.carry, carry), ...cotangentsOf('ys', cotangents.ys, ys)];
      const results = () => {
        const again = run();
        return floatsOf([...again.carry, ...again.ys]);
      };
      const gradients = vectorJacobianProduct(results, floatsOf(given), floatsOf(state.tensors)).values();
      return {
        carry: state.structure.rebuild(
          state.tensors.map(
            (tensor) => (tensor.dtype === 'float32' ? gradients.next().value : tf.zerosLike(tensor)) as tf.Tensor,
          ),
        ) as Tensors,
      };
    },
  };
}

const cotangentsOf = (name: string, given: Tensors | undefined, of: readonly tf.Tensor[]): readonly tf.Tensor[] =>
  checkCotangents(name, given, of as readonly TensorType[]) ?? of.map((tensor) => tf.zerosLike(tensor));
