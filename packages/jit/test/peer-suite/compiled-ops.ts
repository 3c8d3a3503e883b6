/** tfjs-core as its tests see it: every op, gradient and optimiser runs through the compiler. */
import * as tf from '@tensorflow/tfjs-core';
import { jit, RecordingError } from '../../src/index.ts';
import { isInGradient } from '../../src/record/engine.ts';
import { isRecording } from '../../src/record/record.ts';

type Fn = (...args: unknown[]) => unknown;

/** What the compiler did in the current spec. */
export const seen = { calls: 0, refusals: [] as string[] };

/** Calls `fn` through the compiler; the tensors among `args` are arguments of what is compiled. */
function compiled(fn: Fn, args: readonly unknown[]): unknown {
  if (isRecording() || isInGradient()) return fn(...args);
  seen.calls++;
  const tensors: tf.Tensor[] = [];
  const take = (value: unknown): (() => unknown) => {
    if (value instanceof tf.Tensor && !(value instanceof tf.Variable) && isNumeric(value)) {
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
    current = given;
    return fn(...rebuild.map((each) => each()));
  });
  try {
    return call(tensors);
  } catch (error) {
    if (error instanceof RecordingError) seen.refusals.push(error.message);
    throw error;
  } finally {
    call.dispose();
  }
}

const isNumeric = ({ dtype }: tf.Tensor) => dtype !== 'string' && dtype !== 'complex64';

const wrap = (fn: Fn): Fn => Object.assign((...args: unknown[]) => compiled(fn, args), fn);

const isOp = (value: unknown): value is Fn => typeof value === 'function' && value.name.endsWith('__op');

const gradients = ['grad', 'grads', 'valueAndGrad', 'valueAndGrads'] as const;

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
  for (const name of gradients) {
    wrapped[name] = (f: Fn) => {
      const gradient = (tf[name] as (f: Fn) => Fn)(f);
      return (...args: unknown[]) => compiled(gradient, args);
    };
  }
  wrapped.variableGrads = (...args: unknown[]) => compiled(tf.variableGrads as unknown as Fn, args);
  return wrapped;
}
