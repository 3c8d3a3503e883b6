/** Branches and loops whose course depends on values. */
import * as tf from '@tensorflow/tfjs-core';
import { RecordingError } from '../graph/recording-error.ts';
import { isSameType, printType, type TensorType } from '../graph/tensor-type.ts';
import { isTapeOn } from '../record/engine.ts';
import { type Nested, recordControl, recordInside } from '../record/nested.ts';
import { isRecording } from '../record/record.ts';
import { putOnTape, vectorJacobianProduct, whenAsked } from './tracing/gradient.ts';
import { type Flat, flatten, type Structure, type Tensors } from './tracing/structure.ts';
import { typesOf } from './tracing/tensors.ts';
import { unassigned, variablesIn } from './tracing/variables.ts';

/**
 * `yes()` where the predicate is true, else `no()`: inside of a compiled function, which so carries out one of the two at each
 * call; outside of one, the predicate's value is read. Both may use tensors from around, and have gradients with respect to them.
 *
 * @param predicate bool or int32, of one element
 * @param yes returns tensors, of the same structure, shapes and types as those of `no`; neither makes or assigns variables
 * @throws TypeError for another predicate, or results that differ in structure, shape or type
 *
 * @example
 * // A step that is not taken where the loss is no number.
 * const next = cond(tf.isNaN(loss), () => w, () => tf.sub(w, tf.mul(rate, gradient)));
 */
export function cond<R extends Tensors>(predicate: tf.Tensor | boolean, yes: () => R, no: () => R): R {
  if (typeof predicate === 'boolean') return predicate ? yes() : no();
  checkPredicate('cond', 'predicate', predicate);
  if (!isRecording()) return predicate.dataSync()[0] === 0 ? no() : yes();
  return recordCond(predicate, yes, no) as R;
}

function recordCond(predicate: tf.Tensor, yes: () => Tensors, no: () => Tensors): unknown {
  const [first, second] = [yes, no].map((branch) => recordBranch('cond', branch)) as [Recorded, Recorded];
  checkSame('cond', 'no', second, 'yes', first);
  const { types } = first;
  const nested = [first.nested, second.nested];
  const { outputs, taken } = recordControl({ flow: 'cond' }, nested, [predicate], types);
  if (isTapeOn()) {
    // The branches are recorded again for it.
    const checkUnassigned = unassigned('cond', variablesIn(taken));
    putOnTape('cond', taken, outputs, (_, cotangents) => {
      checkUnassigned();
      return whenAsked(taken, (moving) => {
        const productOf = (branch: () => Tensors) => () =>
          vectorJacobianProduct(() => flatten(branch(), 'result').tensors, cotangents, moving);
        return recordCond(predicate, productOf(yes), productOf(no)) as tf.Tensor[];
      });
    });
  }
  return first.structure.rebuild(outputs);
}

/**
 * state ← body(state) as long as condition(state) is true: inside of a compiled function as a loop in WebAssembly, which may take
 * another number of steps at each call; outside of one, the condition's value is read at each step. For a number of steps that is
 * known and for gradients there is `scan`.
 *
 * @param condition from the state to a tensor of one element, bool or int32
 * @param body from the state to the next one, of the same structure, shapes and types; it makes and assigns no variables
 * @param state the first one; not disposed
 * @returns the state at which the condition is false
 * @throws TypeError where the state changes in structure, shape or type, or the condition is no such tensor. RecordingError where a gradient is taken through it
 *
 * @example
 * // Newton's method for the square root of 2, until two steps agree.
 * const { x } = whileLoop(
 *   ({ x, before }) => tf.notEqual(x, before),
 *   ({ x }) => ({ x: tf.mul(0.5, tf.add(x, tf.div(2, x))), before: x }),
 *   { x: tf.scalar(1), before: tf.scalar(0) },
 * );
 */
export function whileLoop<S extends Tensors>(
  condition: (state: S) => tf.Tensor,
  body: (state: S) => Tensors,
  state: S,
): S {
  const first = flatten(state, 'state');
  if (!isRecording()) return runEagerly(condition, body, first) as S;
  const types = typesOf(first);
  const rebuild = (tensors: readonly tf.Tensor[]) => first.structure.rebuild(tensors) as S;
  const goesOn = recordInside((...tensors) => {
    const predicate: unknown = condition(rebuild(tensors));
    checkPredicate('whileLoop', 'what condition returns', predicate);
    return [predicate];
  }, types);
  const next = recordBranch('whileLoop', (...tensors) => body(rebuild(tensors)), types);
  checkSame('whileLoop', 'body', next, 'the state', {
    names: first.names,
    structure: first.structure,
    types,
  });
  const { outputs, taken } = recordControl({ flow: 'while' }, [goesOn, next.nested], first.tensors, types);
  if (isTapeOn())
    putOnTape('whileLoop', [...first.tensors, ...taken], outputs, () => {
      throw new RecordingError('jit: a whileLoop has no gradient; use scan, for a number of steps that is known');
    });
  return rebuild(outputs);
}

function runEagerly<S extends Tensors>(
  condition: (state: S) => tf.Tensor,
  body: (state: S) => Tensors,
  first: Flat,
): unknown {
  let state = first;
  const goesOn = () =>
    tf.tidy(() => {
      const predicate: unknown = condition(state.structure.rebuild(state.tensors) as S);
      checkPredicate('whileLoop', 'what condition returns', predicate);
      return predicate.dataSync()[0] !== 0;
    });
  while (goesOn()) {
    const next = flatten(body(state.structure.rebuild(state.tensors) as S), 'state');
    const typed = (flat: Flat): Given => ({ ...flat, types: typesOf(flat) });
    checkSame('whileLoop', 'body', typed(next), 'the state', typed(first));
    state = next;
  }
  return first.structure.rebuild(state.tensors);
}

/** What a branch gives, by names for messages. */
interface Given {
  readonly names: readonly string[];
  readonly structure: Structure;
  readonly types: readonly TensorType[];
}

interface Recorded extends Given {
  readonly nested: Nested;
}

function recordBranch(
  name: string,
  branch: (...tensors: tf.Tensor[]) => unknown,
  types?: readonly TensorType[],
): Recorded {
  let flat: Flat | undefined;
  const nested = recordInside((...tensors) => {
    const returned = branch(...tensors);
    if (returned instanceof Promise)
      throw new TypeError(`${name}: a function that it is given must return tensors at once, got a promise`);
    flat = flatten(returned, 'result');
    return flat.tensors;
  }, types);
  return { ...(flat as Flat), nested, types: nested.types };
}

function checkSame(name: string, who: string, given: Given, other: string, wanted: Given): void {
  if (given.structure.key !== wanted.structure.key)
    throw new TypeError(
      `${name}: ${who} must return what ${other} is, ${wanted.structure.key}, got ${given.structure.key}`,
    );
  wanted.types.forEach((type, i) => {
    const found = given.types[i];
    if (!isSameType(type, found))
      throw new TypeError(
        `${name}: ${wanted.names[i]} is ${printType(type)} of ${other}, and ${printType(found)} of ${who}`,
      );
  });
}

function checkPredicate(name: string, what: string, predicate: unknown): asserts predicate is tf.Tensor {
  if (predicate instanceof tf.Tensor && predicate.size === 1 && ['bool', 'int32'].includes(predicate.dtype)) return;
  const got = predicate instanceof tf.Tensor ? `${predicate.dtype}[${predicate.shape}]` : typeof predicate;
  throw new TypeError(`${name}: ${what} must be a tensor of one element, bool or int32, got ${got}`);
}
