/** Nested objects and arrays of tensors, taken apart and put together. */
import * as tf from '@tensorflow/tfjs-core';

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
  readonly structure: Structure;
}

/** The tensors of a container, in order, and the container without them. `name` is what messages call it. */
export function flatten(container: unknown, name: string): Flat {
  const tensors: tf.Tensor[] = [];
  const names: string[] = [];
  type Build = (next: () => tf.Tensor) => unknown;
  const visit = (value: unknown, path: string): [string, Build] => {
    if (value instanceof tf.Tensor) {
      tensors.push(value);
      names.push(path);
      return ['T', (next) => next()];
    }
    if (Array.isArray(value)) {
      const parts = value.map((part, i) => visit(part, `${path}[${i}]`));
      return [`[${parts.map(([key]) => key)}]`, (next) => parts.map(([, build]) => build(next))];
    }
    if (value !== null && typeof value === 'object' && isPlain(value)) {
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
    return [nameOf(value), () => value];
  };
  const [key, build] = visit(container, name);
  return {
    tensors,
    names,
    structure: {
      key,
      rebuild(given) {
        let at = 0;
        return build(() => given[at++] as tf.Tensor);
      },
    },
  };
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const ids = new WeakMap<object, number>();
let nextId = 0;

/** A name for what is no tensor: primitive values by value, functions and instances by identity. */
function nameOf(value: unknown): string {
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
    const id = ids.get(value) ?? nextId++;
    ids.set(value, id);
    return `#${id}`;
  }
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}
