/** Training loops that run inside WebAssembly. */
import * as tf from '@tensorflow/tfjs-core';
import { Control, type Loop } from '../emit/repetition.ts';
import { type Node, type Numbers, sizeOf } from '../graph/graph.ts';
import type { TensorType } from '../graph/infer-types.ts';
import type { BufferId } from '../program/expression.ts';
import { Assembly, type Compiled, type CompileOptions, ExecutionError } from '../run/compile.ts';
import { checkOrder, checkRows, fillIndices } from './batch-rows.ts';
import { explain } from './explain.ts';
import { type Profile, profile } from './profile.ts';
import { type Alike, type Flat, flatten, type Tensors } from './structure.ts';
import { assign, toTensor, trace, typesOf, writeVariables } from './trace.ts';

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
  readonly step: (state: S, batch: D, i: tf.Scalar) => { readonly state: S; readonly loss?: tf.Tensor };
}

/** {@link LoopOptions}, with a step whose new state may be less exactly typed than the state. */
export type LooseLoopOptions<S extends Tensors, D extends Tensors> = Omit<LoopOptions<S, D>, 'step'> & {
  readonly step: (...args: Parameters<LoopOptions<S, D>['step']>) => {
    readonly state: NoInfer<S> | Alike<S>;
    readonly loss?: tf.Tensor;
  };
};

export interface RunOptions {
  /** Stops between chunks of steps: the promise is rejected with the signal's reason; the next run goes on from there. */
  readonly signal?: AbortSignal;
  /** Rows for all batches of this run, `steps · batchSize` indices. Without it rows are taken in order, over and over. */
  readonly order?: Int32Array;
  /** Called between chunks; `read` gives the state there. */
  readonly onProgress?: (done: number, steps: number) => void;
}

/** A compiled loop. */
export interface CompiledLoop<S extends Tensors> {
  /**
   * Carries out `steps` steps.
   *
   * @returns their losses; empty where the step returns none
   * @throws RangeError for a wrong number of steps or an index outside of the rows. The signal's reason when aborted. Error
   * when the loop is running or disposed. ExecutionError when WebAssembly traps; the state is to be written anew then.
   */
  run(steps: number, options?: RunOptions): Promise<Float32Array>;
  /** Steps carried out so far: the next one's number. */
  readonly position: number;
  /** The state, as fresh tensors on the active backend. */
  read(): S;
  /** Sets the state, and where it is given the next step's number. */
  write(state: S, position?: number): void;
  /** The graph, the steps and the memory plan as text. */
  explain(): string;
  /** Where the time of a step goes. */
  profile(): Profile;
  /** Frees the memory. */
  dispose(): void;
}

/** Steps between two looks at the signal, at most. */
const CHUNK = 1024;
/** Milliseconds that a chunk may take, about. */
const CHUNK_TIME = 30;

/**
 * Compiles a training loop: state and data stay in WebAssembly memory, and steps run there one after another.
 *
 * @throws RecordingError when `step` does what cannot be recorded. TypeError when the state that it returns differs from
 * `state` in structure, shape or type, or the data differ in their rows. ExecutionError when there is no memory for it.
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
export function compileLoop<S extends Tensors, D extends Tensors>({
  state,
  data,
  batchSize = 100,
  step,
  relaxed = false,
}: LooseLoopOptions<S, D>): CompiledLoop<S> {
  const carried = flatten(state, 'state');
  const table = flatten(data ?? [], 'data');
  const stateTypes = typesOf(carried);
  const dataTypes = typesOf(table);
  const rows = checkRows(table, batchSize);
  const batchTypes = dataTypes.map(({ shape, dtype }) => ({ shape: [batchSize, ...shape.slice(1)], dtype }));
  const first = stateTypes.length;
  const position = first + batchTypes.length;
  const { recording, resultTypes } = trace(
    (...tensors) => {
      const returned = step(
        carried.structure.rebuild(tensors.slice(0, first)) as S,
        // Without data, the batch is undefined, as the data are.
        (data && table.structure.rebuild(tensors.slice(first, position))) as D,
        tensors[position] as tf.Scalar,
      );
      return returned instanceof Promise ? returned : checkResult(returned, carried);
    },
    [...stateTypes, ...batchTypes, { shape: [], dtype: 'int32' }],
  );
  checkState(stateTypes, resultTypes, carried.names);
  const hasLoss = recording.results > first;

  const { graph, inputs, variables } = recording;
  const assigned = variables.flatMap(({ output }, v) =>
    output === undefined ? [] : [[inputs.length + v, output] as const],
  );
  const pairs = [...stateTypes.map((_, i) => [i, i] as const), ...assigned];
  const inOrder = rows % batchSize === 0;
  let control = -1;
  let indices = -1;
  let losses = -1;
  let tables: readonly BufferId[] = [];
  const assembly = new Assembly(
    [{ graph, inputs: [...inputs, ...variables.map(({ input }) => input)], carried: pairs }],
    ([program], buffer) => {
      if (!program) return {};
      control = buffer(Control.size);
      losses = buffer(CHUNK);
      indices = rows > 0 ? buffer(CHUNK * batchSize) : -1;
      tables = table.tensors.map(({ size }) => buffer(size));
      const batches = tables.map((id, t) => ({
        table: id,
        to: program.inputs[first + t] as BufferId,
        rowBytes: (4 * (table.tensors[t] as tf.Tensor).size) / rows,
      }));
      const after = [
        ...pairs.map(([input, output]) => {
          const from = { buffer: program.outputs[output] as BufferId };
          const { shape } = graph.nodes[graph.outputs[output] as number] as Node;
          return { from, to: { buffer: program.inputs[input] as BufferId }, bytes: 4 * sizeOf(shape) };
        }),
        ...(hasLoss
          ? [{ from: { buffer: program.outputs[first] as BufferId }, to: { buffer: losses, stride: 4 }, bytes: 4 }]
          : []),
      ];
      const common = { after, control, counter: program.inputs[position] as BufferId };
      const ordered: Loop = {
        ...common,
        before: batches.map((batch) => ({ ...batch, indices, count: batchSize })),
      };
      const plain: Loop = {
        ...common,
        before: batches.map(({ table: from, to, rowBytes }) => ({
          from: { buffer: from, stride: batchSize * rowBytes, by: 'counter', period: rows / batchSize },
          to: { buffer: to },
          bytes: batchSize * rowBytes,
        })),
      };
      return {
        ordered: { program: 0, loop: ordered },
        ...((inOrder || rows === 0) && { plain: { program: 0, loop: plain } }),
      };
    },
    { relaxed },
  );
  const ready = assembly.instantiate();
  table.tensors.forEach((tensor, t) => {
    const id = tables[t] as BufferId;
    const target = tensor.dtype === 'float32' ? ready.array(id) : ready.integers(id);
    target.set(tensor.dataSync<'float32'>());
  });
  let compiled: Compiled | undefined = ready;
  const alive = (): Compiled => {
    if (!compiled) throw new Error('compileLoop: the loop is disposed');
    return compiled;
  };
  const writeState = (tensors: readonly tf.Tensor[]) => {
    tensors.forEach((tensor, i) => {
      alive().inputs[i]?.set(tensor.dataSync<'float32'>());
    });
  };
  writeState(carried.tensors);
  let done = 0;
  let running = false;
  /** Steps of the next chunk: few at first, then as many as take the time of one. */
  let chunk = 1;

  return {
    get position() {
      return done;
    },
    async run(steps, { signal, order, onProgress } = {}) {
      const module = alive();
      if (!Number.isInteger(steps) || steps < 0)
        throw new RangeError(`run: steps must be a whole number, 0 or more, got ${steps}`);
      if (order) checkOrder(order, steps * batchSize, rows);
      if (running) throw new Error('run: the loop is running already; await that run first');
      signal?.throwIfAborted();
      const fields = module.integers(control);
      const all = new Float32Array(hasLoss ? steps : 0);
      const gathers = rows > 0 && (order !== undefined || !inOrder);
      writeVariables(variables, (v) => module.inputs[inputs.length + v]);
      running = true;
      let trapped = false;
      try {
        for (let at = 0; at < steps; ) {
          const count = Math.min(chunk, steps - at, CHUNK);
          if (gathers) fillIndices(module.integers(indices), { order, at, done, count, batchSize, rows });
          fields[Control.number] = 0;
          fields[Control.left] = count;
          fields[Control.counter] = done;
          fields[Control.step] = 1;
          const start = performance.now();
          module.call(gathers ? 'ordered' : 'plain');
          const time = performance.now() - start;
          if (hasLoss) all.set(module.array(losses).subarray(0, count), at);
          at += count;
          done += count;
          chunk = Math.max(1, Math.min(CHUNK, Math.floor((count * CHUNK_TIME) / Math.max(time, 0.001)), 8 * chunk));
          onProgress?.(at, steps);
          if (at === steps) break;
          await yieldOnce();
          alive();
          signal?.throwIfAborted();
        }
      } catch (error) {
        trapped = error instanceof ExecutionError;
        throw error;
      } finally {
        running = false;
        variables.forEach(({ variable, output }, v) => {
          if (output !== undefined && !trapped && !variable.isDisposed)
            assign(variable, module.inputs[inputs.length + v] as Numbers);
        });
      }
      return all;
    },
    read() {
      const module = alive();
      const tensors = stateTypes.map((type, i) => toTensor(module.inputs[i] as Numbers, type));
      return carried.structure.rebuild(tensors) as S;
    },
    write(next, at = done) {
      if (running) throw new Error('write: the loop is running; await that run first');
      const given = flatten(next, 'state');
      if (given.structure.key !== carried.structure.key)
        throw new TypeError(
          `write: the state must have the structure ${carried.structure.key} that the loop was compiled for, got ${given.structure.key}`,
        );
      typesOf(given).forEach(({ shape, dtype }, i) => {
        const type = stateTypes[i];
        if (type?.shape.join() !== shape.join() || type.dtype !== dtype)
          throw new TypeError(
            `write: ${given.names[i]} must be ${type?.dtype}[${type?.shape}], got ${dtype}[${shape}]`,
          );
      });
      if (!Number.isInteger(at) || at < 0)
        throw new RangeError(`write: position must be a whole number, 0 or more, got ${at}`);
      writeState(given.tensors);
      done = at;
    },
    explain: () => explain(graph, assembly),
    profile() {
      const kept = alive().inputs.map((values) => values.slice());
      const result = profile(alive());
      kept.forEach((values, i) => {
        alive().inputs[i]?.set(values);
      });
      return result;
    },
    dispose() {
      compiled = undefined;
    },
  };
}

/** The tensors of a step's result: the state, then the loss. */
function checkResult(
  returned: { readonly state: unknown; readonly loss?: tf.Tensor },
  { structure }: Flat,
): tf.Tensor[] {
  if (returned === null || typeof returned !== 'object' || !('state' in returned))
    throw new TypeError('compileLoop: step must return { state, loss }');
  const next = flatten(returned.state, 'state');
  if (next.structure.key !== structure.key)
    throw new TypeError(
      `compileLoop: step must return a state of the structure ${structure.key}, got ${next.structure.key}`,
    );
  const { loss } = returned;
  if (loss === undefined) return next.tensors;
  if (!(loss instanceof tf.Tensor) || loss.size !== 1)
    throw new TypeError(
      `compileLoop: the loss must be a scalar tensor, step returned ${loss instanceof tf.Tensor ? `the shape [${loss.shape}]` : typeof loss}`,
    );
  return [...next.tensors, tf.cast(loss, 'float32')];
}

function checkState(before: readonly TensorType[], after: readonly TensorType[], names: readonly string[]): void {
  before.forEach((type, i) => {
    const now = after[i];
    if (now?.dtype !== type.dtype || now.shape.join() !== type.shape.join())
      throw new TypeError(
        `compileLoop: ${names[i]} is ${type.dtype}[${type.shape}] and comes out of step as ${now?.dtype}[${now?.shape}]`,
      );
  });
}

/** Lets timers and messages have their turn, without the delay that browsers give timers. */
function yieldOnce(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
