/** Second-order gradients of tfjs, made correct. */
import * as tf from '@tensorflow/tfjs-core';

/** An entry of the engine's tape: a kernel, its inputs by name and its outputs. */
interface TapeNode {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
}

/** The parts of tfjs's engine that are used here; they are not in its types. */
interface TapeEngine {
  readonly state: { readonly activeTape?: TapeNode[] };
  addTapeNode(...args: unknown[]): void;
}

let depth = 0;

/**
 * Runs `fn` with the gradient tape of tfjs in the order in which values depend on each other, on any backend. Without it, a
 * gradient of a gradient is silently wrong wherever a gradient keeps its kernel's output (Tanh, Sigmoid, Softmax …): tfjs
 * writes the copy that it keeps on the tape before the kernel that made it, and so drops the path through it.
 *
 * @param fn a synchronous function
 * @returns what `fn` returns
 */
export function withOrderedTape<T>(fn: () => T): T {
  const engine = tf.engine() as unknown as TapeEngine;
  if (depth > 0) return fn();
  const { addTapeNode } = engine;
  engine.addTapeNode = (...args) => {
    addTapeNode.apply(engine, args);
    putBeforeCopies(engine.state.activeTape ?? []);
  };
  depth++;
  try {
    return fn();
  } finally {
    depth--;
    engine.addTapeNode = addTapeNode;
  }
}

/** Moves the last node in front of the nodes just before it that read its outputs. */
function putBeforeCopies(tape: TapeNode[]): void {
  const node = tape.pop();
  if (!node) return;
  const made = new Set(node.outputs.map(({ id }) => id));
  let at = tape.length;
  while (at > 0 && Object.values(tape[at - 1]?.inputs ?? {}).some((tensor) => made.has(tensor.id))) at--;
  tape.splice(at, 0, node);
}
