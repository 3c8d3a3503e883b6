/** Nested objects and arrays of tensors, taken apart and put together. */
import * as tf from '@tensorflow/tfjs-core';
import { RecordingError } from '../../graph/recording-error.ts';
import { isRecording } from '../../record/record.ts';

/** What holds tensors: itself one, or arrays and plain objects of such; anything else is passed on as it is. */
export type Tensors = tf.Tensor | readonly Tensors[] | { readonly [key: string]: Tensors };

/** A container of the same structure, its tensors of whatever rank: tfjs's operations do not tell TypeScript theirs. */
export type Alike<T> = Tensors extends T
  ? Tensors
  : T extends tf.Tensor
    ? tf.Tensor
    : { readonly [K in keyof T]: Alike<T[K]> };

/** A container without its tensors. */
export interface Structure {
  /** Names the structure and what it holds besides tensors: equal keys, equal structures. */
  readonly key: string;
  /** Puts tensors in, in the order of {@link flatten}. */
  rebuild(tensors: readonly tf.Tensor[]): unknown;
}

/** A container taken apart. */
export interface Flat {
  readonly tensors: tf.Tensor[];
  /** What the tensors are called in messages: `state.layers[0].weight`. */
  readonly names: readonly string[];
  /** What is no tensor, by what it is called. */
  readonly literals: readonly (readonly [name: string, value: string])[];
  readonly structure: Structure;
}

/**
 * The tensors of a container, in order, and the container without them.
 *
 * @param name what messages call it
 * @param parts where complex tensors outside of a recording are split, the parts, for the caller to dispose of; without it, they
 * stay whole
 * @throws RecordingError when it holds itself, or an object that is no plain one: what that holds could change unseen
 */
export function flatten(container: unknown, name: string, parts?: tf.Tensor[]): Flat {
  const tensors: tf.Tensor[] = [];
  const names: string[] = [];
  const literals: [string, string][] = [];
  type Build = (next: () => tf.Tensor) => unknown;
  const around = new Set<unknown>();
  const visit = (value: unknown, path: string): [string, Build] => {
    if (around.has(value)) throw new RecordingError(`jit: ${path} holds itself`);
    if (typeof value !== 'object' || value === null) {
      const literal = nameOf(value);
      literals.push([path, literal]);
      return [literal, () => value];
    }
    around.add(value);
    const visited = visitObject(value, path);
    around.delete(value);
    return visited;
  };
  const visitObject = (value: object, path: string): [string, Build] => {
    if (value instanceof tf.Tensor && value.dtype === 'complex64' && (parts || isRecording())) {
      const split = [tf.real(value), tf.imag(value)];
      tensors.push(...split);
      parts?.push(...split);
      names.push(`the real part of ${path}`, `the imaginary part of ${path}`);
      return ['C', (next) => complexOf(next(), next())];
    }
    if (value instanceof tf.Tensor) {
      tensors.push(value);
      names.push(path);
      return ['T', (next) => next()];
    }
    if (Array.isArray(value)) {
      const parts = value.map((part, i) => visit(part, `${path}[${i}]`));
      return [`[${parts.map(([key]) => key)}]`, (next) => parts.map(([, build]) => build(next))];
    }
    if (isPlain(value)) {
      // In the order of their names: objects with the same properties are the same, in whatever order they were made.
      const parts = Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, part]) => [name, ...visit(part, `${path}.${name}`)] as const);
      const order = Object.keys(value);
      return [
        `{${parts.map(([name, key]) => `${JSON.stringify(name)}:${key}`)}}`,
        (next) => {
          const built = new Map(parts.map(([name, , build]) => [name, build(next)]));
          return Object.fromEntries(order.map((name) => [name, built.get(name)]));
        },
      ];
    }
    throw new RecordingError(
      `jit: ${path} is a ${value.constructor?.name || 'object'}, and what that holds could change unseen; pass tensors, numbers, strings, booleans, functions, and arrays and plain objects of them`,
    );
  };
  const [key, build] = visit(container, name);
  return {
    tensors,
    names,
    literals,
    structure: {
      key,
      rebuild(given) {
        let at = 0;
        return build(() => given[at++] as tf.Tensor);
      },
    },
  };
}

/** Takes its parts over. */
function complexOf(real: tf.Tensor, imag: tf.Tensor): tf.Tensor {
  const whole = tf.complex(real, imag);
  tf.dispose([real, imag]);
  return whole;
}

/** Of another realm, too. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const ids = new WeakMap<object, number>();
let nextId = 0;

/** A name for what is no tensor: primitive values by value, functions by identity. */
function nameOf(value: unknown): string {
  if (typeof value === 'function') {
    const id = ids.get(value) ?? nextId++;
    ids.set(value, id);
    return `#${id}`;
  }
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}
