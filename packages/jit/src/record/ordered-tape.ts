/** Second-order gradients of tfjs, made correct. */
import * as tf from '@tensorflow/tfjs-core';
import { unfused } from './unfused.ts';

/** An entry of the engine's tape: a kernel, its inputs by name and its outputs. */
interface TapeNode {
  readonly inputs: Readonly<Record<string, tf.Tensor | undefined>>;
  readonly outputs: readonly tf.Tensor[];
  /** What it keeps for its gradient; disposed with the tape. */
  saved?: readonly tf.Tensor[];
}

type Save = (tensors: tf.Tensor[]) => void;
/** A function with a gradient of its own, as tf.customGrad takes it. */
type CustomGradient = (...inputs: [...tf.Tensor[], Save]) => {
  value: tf.Tensor;
  gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
};

/** The parts of tfjs's engine that are used here; they are not in its types. */
interface TapeEngine {
  readonly state: { readonly activeTape?: TapeNode[] };
  addTapeNode(...args: unknown[]): void;
  runKernel(kernel: string, inputs: TapeNode['inputs'], attrs?: Readonly<Record<string, unknown>>): unknown;
  customGrad(f: CustomGradient): (...inputs: tf.Tensor[]) => tf.Tensor;
  isTapeOn(): boolean;
  keep(tensor: tf.Tensor): tf.Tensor;
}

let depth = 0;

/**
 * Runs `fn` with the gradient tape of tfjs in the order in which values depend on each other, on any backend. Without it, a
 * gradient of a gradient is silently wrong wherever a gradient keeps its kernel's output (Tanh, Sigmoid, Softmax …): tfjs
 * writes the copy that it keeps on the tape before the kernel that made it, and so drops the path through it; and what a
 * tf.customGrad keeps of its own intermediate results (the losses' cross entropies) it does not write at all.
 *
 * @param fn a synchronous function
 * @returns what `fn` returns
 */
export function withOrderedTape<T>(fn: () => T): T {
  const engine = tf.engine() as unknown as TapeEngine;
  if (depth > 0) return fn();
  const { addTapeNode, customGrad, runKernel } = engine;
  engine.addTapeNode = (...args) => {
    addTapeNode.apply(engine, args);
    putBeforeCopies(engine.state.activeTape ?? []);
  };
  engine.customGrad =
    (f) =>
    (...inputs) => {
      const { watched, keepsOwn } = watchKept(f);
      const result = customGrad.call(engine, watched)(...inputs);
      return engine.isTapeOn() && keepsOwn() ? withKeptOnTape(engine, customGrad, f, inputs) : result;
    };
  engine.runKernel = (kernel, inputs, attrs) =>
    (engine.isTapeOn() && unfused(kernel, inputs, attrs ?? {})) || runKernel.call(engine, kernel, inputs, attrs);
  depth++;
  try {
    return fn();
  } finally {
    depth--;
    engine.addTapeNode = addTapeNode;
    engine.customGrad = customGrad;
    engine.runKernel = runKernel;
  }
}

/** The function, and whether it has kept what is neither an input nor its result: those the tape knows. */
function watchKept(f: CustomGradient): { watched: CustomGradient; keepsOwn: () => boolean } {
  let own = false;
  const watched: CustomGradient = (...args) => {
    const [inputs, save] = [args.slice(0, -1) as tf.Tensor[], args.at(-1) as Save];
    let kept: tf.Tensor[] = [];
    const made = f(...inputs, (tensors) => {
      kept = tensors;
      save(tensors);
    });
    const known = new Set([...inputs, made.value].map(({ id }) => id));
    own = kept.some(({ id }) => !known.has(id));
    return made;
  };
  return { watched, keepsOwn: () => own };
}

/**
 * A function with a gradient of its own, computed where the tape sees it, so that there is a path to what it keeps. Its result
 * is another tensor, to which the tape knows the function's gradient alone.
 */
function withKeptOnTape(
  engine: TapeEngine,
  customGrad: TapeEngine['customGrad'],
  f: CustomGradient,
  inputs: tf.Tensor[],
): tf.Tensor {
  let kept: tf.Tensor[] = [];
  const save: Save = (tensors) => {
    kept = tensors.map((tensor) => engine.keep(tf.clone(tensor)));
  };
  const { value, gradFunc } = f(...inputs, save);
  const result = customGrad.call(engine, () => ({
    value: tf.clone(value),
    gradFunc: (dy) => gradFunc(dy, kept),
  }))(...inputs);
  const node = engine.state.activeTape?.find(({ outputs }) => outputs.some(({ id }) => id === result.id));
  if (node) node.saved = [...(node.saved ?? []), ...kept];
  return result;
}

/** Moves the last node in front of the nodes just before it that read its outputs. */
function putBeforeCopies(tape: TapeNode[]): void {
  const node = tape.pop();
  if (!node) return;
  const made = new Set(node.outputs.map(({ id }) => id));
  let at = tape.length;
  while (at > 0 && Object.values(tape[at - 1]?.inputs ?? {}).some((tensor) => tensor && made.has(tensor.id))) at--;
  tape.splice(at, 0, node);
}
