/** tfjs-core as its tests see it: every op, gradient and optimiser runs through the compiler. */
import * as tf from '@tensorflow/tfjs-core';
import { jit, RecordingError } from '../../src/index.ts';
import { isRecording } from '../../src/record/record.ts';

type Fn = (...args: unknown[]) => unknown;

/** What the compiler did in the current spec. */
export const seen = { calls: 0, refusals: [] as string[] };

/**
 * How tensors reach an op, and how its results are read: as they are; as views with strides of their own, for the compiled function
 * gets them transposed; as expressions. Gradients are part of what is compiled, but for the last: there tfjs takes them of
 * compiled ops.
 */
export type Manner = 'plain' | 'views' | 'expressions' | 'under gradients';
const manner = (process.env.MANNER ?? 'plain') as Manner;

/** The same values, from an operation. */
function computed(x: tf.Tensor): tf.Tensor {
  if (x.dtype === 'complex64') return tf.complex(computed(tf.real(x)), computed(tf.imag(x)));
  return x.dtype === 'bool' ? tf.logicalNot(tf.logicalNot(x)) : tf.neg(tf.neg(x));
}
const isTurned = ({ rank }: tf.Tensor) => manner === 'views' && rank > 1;
const outside = (x: tf.Tensor) => (isTurned(x) ? tf.transpose(x) : x);
const inside = (x: tf.Tensor) => (isTurned(x) ? tf.transpose(x) : manner === 'expressions' ? computed(x) : x);

/** The tensors of a result, read by an operation. */
function consumed(result: unknown): unknown {
  if (manner !== 'expressions') return result;
  if (result instanceof tf.Tensor) return result.dtype === 'string' ? result : computed(result);
  if (Array.isArray(result)) return result.map(consumed);
  if (result && Object.getPrototypeOf(result) === Object.prototype)
    return Object.fromEntries(Object.entries(result).map(([name, part]) => [name, consumed(part)]));
  return result;
}

/** Calls `fn` through the compiler; the tensors among `args` are arguments of what is compiled. */
function compiled(fn: Fn, args: readonly unknown[]): unknown {
  if (isRecording()) return fn(...args);
  seen.calls++;
  const tensors: tf.Tensor[] = [];
  const take = (value: unknown): (() => unknown) => {
    if (value instanceof tf.Tensor && !(value instanceof tf.Variable) && value.dtype !== 'string') {
      const at = tensors.push(value) - 1;
      return () => current[at];
    }
    if (Array.isArray(value)) {
      const items = value.map(take);
      return () => items.map((item) => item());
    }
    if (value && Object.getPrototypeOf(value) === Object.prototype) {
      const fields = Object.entries(value).map(([name, field]) => [name, take(field)] as const);
      return () => Object.fromEntries(fields.map(([name, field]) => [name, field()]));
    }
    return () => value;
  };
  let current: readonly tf.Tensor[] = [];
  const rebuild = args.map(take);
  const call = jit((given: tf.Tensor[]) => {
    current = given.map(inside);
    return consumed(fn(...rebuild.map((each) => each())));
  });
  const given = tensors.map(outside);
  try {
    // Twice: what is kept from call to call must not matter.
    tf.dispose(call(given) as tf.TensorContainer);
    return call(given);
  } catch (error) {
    if (error instanceof RecordingError) seen.refusals.push(error.message);
    throw error;
  } finally {
    call.dispose();
    given.forEach((tensor, i) => {
      if (tensor !== tensors[i]) tensor.dispose();
    });
  }
}

const wrap = (fn: Fn): Fn => Object.assign((...args: unknown[]) => compiled(fn, args), fn);

const isOp = (value: unknown): value is Fn => typeof value === 'function' && value.name.endsWith('__op');

const gradients = ['grad', 'grads', 'valueAndGrad', 'valueAndGrads'] as const;
const core = tf as unknown as Readonly<Record<(typeof gradients)[number], (f: Fn) => Fn>>;

/** The exports of tfjs-core that the tests get instead of its own. */
export function compiledOps(): Record<string, unknown> {
  const wrapped: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(tf)) {
    if (isOp(value)) wrapped[name] = wrap(value);
    else if (value && typeof value === 'object' && Object.values(value).some(isOp)) {
      wrapped[name] = Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, isOp(inner) ? wrap(inner) : inner]),
      );
    }
  }
  if (manner === 'under gradients') return wrapped;
  for (const name of gradients) {
    wrapped[name] = (f: Fn) => {
      const gradient = core[name](f);
      return (...args: unknown[]) => compiled(gradient, args);
    };
  }
  wrapped.variableGrads = (...args: unknown[]) => compiled(tf.variableGrads as unknown as Fn, args);
  return wrapped;
}
