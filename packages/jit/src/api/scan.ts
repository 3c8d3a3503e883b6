/** Loops with a vector-Jacobian product: gradients through hundreds of steps in the memory of their states. */
import * as tf from '@tensorflow/tfjs-core';
import { Control } from '../emit/repetition.ts';
import type { Numbers, Source } from '../graph/graph.ts';
import type { TensorType } from '../graph/infer-types.ts';
import type { BufferId } from '../program/expression.ts';
import type { Program } from '../program/program.ts';
import { isInGradient } from '../record/engine.ts';
import { isRecording } from '../record/record.ts';
import { Assembly } from '../run/compile.ts';
import { differentiable, makeLoops, type Places, type Step, traceStep } from './scan-traces.ts';
import { type Flat, flatten, type Tensors } from './structure.ts';
import { type Trace, toTensor, typesOf, writeVariables } from './trace.ts';

/** What comes out of a scan. */
export interface Scanned<C extends Tensors, Y extends Tensors | undefined> {
  /** The state after the last step. */
  readonly carry: C;
  /** What the steps returned, one behind the other along a new first dimension. */
  readonly ys: Y;
  /**
   * The gradient, with respect to the first state, of the sum of ⟨carry, cotangents.carry⟩ and ⟨ys, cotangents.ys⟩; what is
   * left out counts as zeros. int32 and bool tensors have no part in it, and zeros for a gradient. May be called any number
   * of times until the next scan of the same step and shapes.
   */
  vjp(cotangents: { readonly carry?: C; readonly ys?: Y }): { readonly carry: C };
}

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
 * must not be assigned. Keep one `step` function and call it again: plans belong to it.
 *
 * @param step twice differentiable where it takes gradients itself
 * @param carry the first state; copied, not disposed
 * @param xs tensors whose first dimension are the steps
 * @throws TypeError when the state changes in structure, shape or type, the tensors of `xs` differ in their first dimension,
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
): Scanned<C, Y>;
export function scan<C extends Tensors, X extends Tensors>(
  step: (carry: C, x: X) => { readonly carry: C; readonly y?: undefined },
  carry: C,
  xs: X,
): Scanned<C, undefined>;
export function scan(step: unknown, carry: Tensors, xs: Tensors): Scanned<Tensors, Tensors | undefined> {
  if (isInGradient() || isRecording())
    throw new Error('scan: a scan cannot stand inside tf.grad or a compiled function; use its vjp');
  const state = flatten(carry, 'carry');
  const inputs = flatten(xs, 'xs');
  const types = [...typesOf(state), ...typesOf(inputs)];
  const key = `${state.structure.key}${inputs.structure.key}${types.map(({ shape, dtype }) => `${dtype}[${shape}]`)}`;
  if (typeof step !== 'function') throw new TypeError(`scan: step must be a function, got ${typeof step}`);
  const known = plans.get(step) ?? new Map<string, Plan>();
  plans.set(step, known);
  let plan = known.get(key);
  if (!plan) {
    plan = makePlan(step as Step, state, inputs);
    known.set(key, plan);
  }
  return plan(state.tensors, inputs.tensors);
}

/** A step and its vector-Jacobian product in one memory, to be run. */
type Plan = (carry: readonly tf.Tensor[], xs: readonly tf.Tensor[]) => Scanned<Tensors, Tensors | undefined>;

function makePlan(step: Step, state: Flat, inputs: Flat): Plan {
  const traces = traceStep(step, state, inputs);
  const { length, carry: carryTypes, xs: xTypes, ys: yTypes, forward, backward } = traces;
  const n = carryTypes.length;
  const given = n + xTypes.length;
  const moving = differentiable(carryTypes);
  const source = ({ recording }: Trace, carried: Source['carried']): Source => ({
    graph: recording.graph,
    inputs: [...recording.inputs, ...recording.variables.map(({ input }) => input)],
    ...(carried && { carried }),
  });
  let places: Places | undefined;
  const assembly = new Assembly(
    [
      source(
        forward,
        carryTypes.map((_, i) => [i, i] as const),
      ),
      source(
        backward,
        moving.map((_, i) => [given + i, i] as const),
      ),
    ],
    (programs, buffer) => {
      const loops = makeLoops(traces, programs as unknown as readonly [Program, Program], buffer);
      places = loops.places;
      return {
        forwards: { program: 0, loop: loops.forwards },
        backwards: { program: 1, loop: loops.backwards },
      };
    },
  );
  const { control, xs: xPlaces, ys: yPlaces, cotangents: cotangentPlaces } = places as unknown as Places;
  const compiled = assembly.instantiate();
  const inputOf = (program: number, i: number) => compiled.array(assembly.programs[program]?.inputs[i] as BufferId);
  const loop = (name: string, from: number, by: number) => {
    const fields = compiled.integers(control);
    fields[Control.number] = from;
    fields[Control.left] = length;
    fields[Control.counter] = 0;
    fields[Control.step] = by;
    if (length > 0) compiled.call(name);
  };
  const fill = (target: Numbers, tensor: tf.Tensor | undefined) => {
    if (tensor) target.set(tensor.dataSync<'float32'>());
    else target.fill(0);
  };
  /** The data of xs that stand in memory: tensors do not change, so the same one is not copied again. */
  const written: tf.Tensor['dataId'][] = [];
  let runs = 0;

  return (carry, xs) => {
    const run = ++runs;
    carry.forEach((tensor, i) => {
      fill(inputOf(0, i), tensor);
    });
    xs.forEach((tensor, i) => {
      if (written[i] === tensor.dataId) return;
      fill(compiled.array(xPlaces[i] as BufferId), tensor);
      written[i] = tensor.dataId;
    });
    // Both from now: the backward pass belongs to this run, whatever is assigned in between.
    [forward, backward].forEach(({ recording: { inputs: nodes, variables } }, program) => {
      writeVariables(variables, (i) => inputOf(program, nodes.length + i));
    });
    loop('forwards', 0, 1);
    // The carry stands in the inputs: every step hands it there.
    const last = carryTypes.map((type, i) => toTensor(inputOf(0, i), type));
    const stacked = yTypes.map(({ shape, dtype }, i) =>
      toTensor(compiled.array(yPlaces[i] as BufferId), { shape: [length, ...shape], dtype }),
    );
    const [finished, ys] = forward.result.rebuild([...last, ...stacked]) as [tf.Tensor[], Tensors | undefined];
    return {
      carry: state.structure.rebuild(finished) as Tensors,
      ys,
      vjp(cotangents) {
        if (run !== runs) throw new Error('vjp: the same step was scanned again since; call vjp before that');
        const ofCarry = checkCotangents('carry', cotangents.carry, carryTypes);
        const ofYs = checkCotangents(
          'ys',
          cotangents.ys,
          yTypes.map(({ shape, dtype }) => ({ shape: [length, ...shape], dtype })),
        );
        moving.forEach((at, i) => {
          fill(inputOf(1, given + i), ofCarry?.[at]);
        });
        differentiable(yTypes).forEach((at, i) => {
          fill(compiled.array(cotangentPlaces[i] as BufferId), ofYs?.[at]);
        });
        loop('backwards', length - 1, -1);
        const gradients = carryTypes.map((type, at) =>
          moving.includes(at)
            ? toTensor(inputOf(1, given + moving.indexOf(at)), type)
            : tf.zeros([...type.shape], type.dtype),
        );
        return { carry: state.structure.rebuild(gradients) as Tensors };
      },
    };
  };
}

function checkCotangents(
  name: string,
  cotangents: Tensors | undefined,
  types: readonly TensorType[],
): readonly tf.Tensor[] | undefined {
  if (cotangents === undefined) return undefined;
  const { tensors } = flatten(cotangents, name);
  if (tensors.length !== types.length || tensors.some(({ shape }, i) => shape.join() !== types[i]?.shape.join()))
    throw new TypeError(
      `vjp: the cotangents of ${name} must have the shapes ${types.map(({ shape }) => `[${shape}]`).join(', ')}, got ${tensors.map(({ shape }) => `[${shape}]`).join(', ')}`,
    );
  return tensors;
}
