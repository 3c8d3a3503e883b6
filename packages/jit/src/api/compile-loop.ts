/** Training loops that run inside WebAssembly. */
import { checkInteger } from '@mnist1d/checks';
import type * as tf from '@tensorflow/tfjs-core';
import type { Numbers } from '../graph/graph.ts';
import { RecordingError } from '../graph/recording-error.ts';
import { isSameType, printType } from '../graph/tensor-type.ts';
import type { BufferId } from '../program/expression.ts';
import { isTapeOn } from '../record/engine.ts';
import { assembleParts, type CompileOptions } from '../run/compile.ts';
import { load } from '../run/loaded-module.ts';
import { numericsOf } from '../run/numerics.ts';
import { lowerInPieces, type PassName } from '../run/passes.ts';
import { possibleThreads, wantedThreads } from '../run/threads.ts';
import { atOnce, inTurns, type Pieces } from '../run/turns.ts';
import { checkOnCompile, noteCompilation, noteReplay, partsOf } from './compilations.ts';
import { type Explanation, explain, explainAfter } from './explain.ts';
import { recordStep } from './loop/recorded-step.ts';
import { type Loop, moduleOf, type RunOptions, runSteps } from './loop/run-steps.ts';
import { loopParts } from './loop/step-memory.ts';
import { type Profile, profile } from './profile.ts';
import { type Alike, flatten, type Tensors } from './tracing/structure.ts';
import { toTensor, typesOf, writeTensor } from './tracing/tensors.ts';
import { namesOf, sourceOf } from './tracing/trace.ts';

/** What {@link compileLoop} takes. */
export interface LoopOptions<S extends Tensors, D extends Tensors> extends CompileOptions {
  /** What one step hands to the next: parameters, optimiser moments, counters. The tensors are copied, not disposed. */
  readonly state: S;
  /** Tensors with the same number of rows (their first dimension), from which batches are taken. Copied, not disposed. */
  readonly data?: D;
  /** Rows of a batch, 100 unless given. Ignored where there are no data. */
  readonly batchSize?: number;
  /**
   * One step: from the state, a batch of the data and the step's number (an int32 scalar that counts from 0 and goes on from
   * run to run) to the new state, of the same structure and shapes, and a scalar to be collected. tf.Variables that it
   * assigns are state, too: they are read when a run begins, and written when it ends. Tensors from outside are constants;
   * a mask of a pruned network should be one, for the products with masked weights to be sparse (see `jit`).
   */
  readonly step: (
    state: S,
    batch: D,
    i: tf.Scalar,
  ) => {
    readonly state: S;
    readonly loss?: tf.Tensor;
    /** Further scalars to be collected: {@link CompiledLoop.metrics}. */
    readonly metrics?: Readonly<Record<string, tf.Tensor>>;
  };
}

/** {@link LoopOptions}, with a step whose new state may be less exactly typed than the state. */
export type LooseLoopOptions<S extends Tensors, D extends Tensors> = Omit<LoopOptions<S, D>, 'step'> & {
  readonly step: (...args: Parameters<LoopOptions<S, D>['step']>) => {
    readonly state: NoInfer<S> | Alike<S>;
    readonly loss?: tf.Tensor;
    readonly metrics?: Readonly<Record<string, tf.Tensor>>;
  };
};

/** A compiled loop. */
export interface CompiledLoop<S extends Tensors> {
  /**
   * Carries out `steps` steps.
   *
   * @returns their losses; empty where the step returns none
   * @throws RangeError or TypeError for a wrong number of steps, RangeError for an index outside of the rows. The signal's
   * reason when aborted. Error when the loop is running or disposed. ExecutionError when WebAssembly traps; the state is to be
   * written anew then. NonFiniteError under `checkFinite`: the state is that before the step.
   */
  run(steps: number, options?: RunOptions): Promise<Float32Array>;
  /** Steps carried out so far: the next one's number. */
  readonly position: number;
  /** The metrics of the last run, by their names, a value for each of its steps. */
  readonly metrics: Readonly<Record<string, Float32Array>>;
  /** The state, as fresh tensors on the active backend. */
  read(): S;
  /** Sets the state, and where it is given the next step's number. */
  write(state: S, position?: number): void;
  /** The graph, the steps and the memory plan, as data and, by `toString()`, as text. */
  explain(): Explanation;
  /**
   * The graph, or the steps, as they are after one of the compiler's passes, as text.
   *
   * @throws RangeError when there is no such pass; the message names those that there are
   */
  explainAfter(pass: PassName): string;
  /** Where the time of a step goes. */
  profile(): Profile;
  /** Frees the memory. */
  dispose(): void;
}

/**
 * Compiles a training loop: state and data stay in WebAssembly memory, and steps run there one after another.
 *
 * @throws RecordingError when `step` does what cannot be recorded. TypeError when the state that it returns differs from
 * `state` in structure, shape or type, or the data differ in their rows. RangeError or TypeError for a wrong
 * batch size, RangeError for a wrong `numerics`. Error where this runtime does not have it. ExecutionError when there is no memory for it.
 *
 * @example
 * const loop = compileLoop({
 *   state: { w: tf.zeros<tf.Rank.R2>([40, 10]) },
 *   data: { x, y },
 *   step: ({ w }, { x, y }) => {
 *     const loss = (w: tf.Tensor2D) => tf.mean<tf.Scalar>(tf.square(tf.sub(tf.matMul(x, w), y)));
 *     const { value, grad } = tf.valueAndGrad(loss)(w);
 *     return { state: { w: tf.sub(w, grad) }, loss: value };
 *   },
 * });
 * const losses = await loop.run(1000);
 * const { w } = loop.read();
 */
export function compileLoop<S extends Tensors, D extends Tensors>(options: LooseLoopOptions<S, D>): CompiledLoop<S> {
  return atOnce(makeLoop(options));
}

/**
 * {@link compileLoop}, in pieces of some 10 ms, between which a page stays alive; the step is recorded at once. The state and the
 * data are read at the end, and must not be disposed before.
 *
 * @throws as {@link compileLoop}, the promise is rejected
 */
export function compileLoopAsync<S extends Tensors, D extends Tensors>(
  options: LooseLoopOptions<S, D>,
): Promise<CompiledLoop<S>> {
  return inTurns(makeLoop(options));
}

function* makeLoop<S extends Tensors, D extends Tensors>({
  state,
  data,
  batchSize = 100,
  step: fn,
  ...options
}: LooseLoopOptions<S, D>): Pieces<CompiledLoop<S>> {
  const numerics = numericsOf('compileLoop', options);
  const threads = possibleThreads('compileLoop', options.threads);
  const wanted = wantedThreads(options.threads);
  checkOnCompile('compileLoop', options);
  if (isTapeOn())
    throw new RecordingError('compileLoop: a loop has no gradient; use scan, or put tf.grad into its step');
  const since = performance.now();
  const step = recordStep({ state, data, batchSize, step: fn as Parameters<typeof recordStep>[0]['step'] }, options);
  const { graph } = step.recording;
  const source = sourceOf(step.recording, step.carried);
  yield;
  const { parts, places } = loopParts(step, yield* lowerInPieces(source, [], options));
  const assembly = yield* assembleParts(parts, threads);
  const module = load(assembly);
  noteCompilation(
    { by: 'compileLoop', fn, parts: [...partsOf(step.state), ...partsOf(step.data)], since, assembly, graph },
    options,
  );
  step.data.tensors.forEach((tensor, t) => {
    writeTensor(module.array(places.tables[t] as BufferId), tensor);
  });
  writeState(module.inputs, step.state.tensors);
  const names = [...step.state.names, ...step.data.names.map((name) => `a batch of ${name}`), 'i'];
  const watched = { source, names: namesOf(names, step.recording), options };
  const loop: Loop = { step, places, module, position: 0, running: false, chunk: 1, metrics: {}, watched };
  return {
    get position() {
      return loop.position;
    },
    get metrics() {
      return loop.metrics;
    },
    run(steps, runOptions) {
      if (steps > 1) noteReplay(fn);
      return runSteps(loop, steps, runOptions);
    },
    read() {
      const { inputs } = moduleOf(loop);
      return step.state.structure.rebuild(step.stateTypes.map((type, i) => toTensor(inputs[i] as Numbers, type))) as S;
    },
    write(next, position = loop.position) {
      if (loop.running) throw new Error('write: the loop is running; await that run first');
      const tensors = checkWritten(loop, next);
      checkInteger('write', 'position', position, 0);
      writeState(moduleOf(loop).inputs, tensors);
      loop.position = position;
    },
    explain: () => explain(graph, module, numerics, wanted),
    explainAfter: (pass) => explainAfter(pass, source, numerics),
    profile() {
      const { inputs } = moduleOf(loop);
      const kept = inputs.map((values) => values.slice());
      const result = profile(moduleOf(loop), numerics);
      kept.forEach((values, i) => {
        inputs[i]?.set(values);
      });
      return result;
    },
    dispose() {
      noteReplay(fn);
      loop.module?.end();
      loop.module = undefined;
    },
  };
}

function writeState(inputs: readonly Numbers[], tensors: readonly tf.Tensor[]): void {
  tensors.forEach((tensor, i) => {
    writeTensor(inputs[i], tensor);
  });
}

/** The tensors of a state that is to be written. */
function checkWritten({ step: { state, stateTypes } }: Loop, next: Tensors): readonly tf.Tensor[] {
  const given = flatten(next, 'state');
  if (given.structure.key !== state.structure.key)
    throw new TypeError(
      `write: the state must have the structure ${state.structure.key} that the loop was compiled for, got ${given.structure.key}`,
    );
  typesOf(given).forEach((type, i) => {
    if (!isSameType(stateTypes[i], type))
      throw new TypeError(`write: ${given.names[i]} must be ${printType(stateTypes[i])}, got ${printType(type)}`);
  });
  return given.tensors;
}
