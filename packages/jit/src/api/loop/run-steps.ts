/** Carries out training steps, a chunk after another, so that a signal can stop them and a page stays alive. */
import { checkInteger } from '@mnist1d/checks';
import type { Numbers } from '../../graph/graph.ts';
import type { BufferId } from '../../program/expression.ts';
import { ExecutionError } from '../../program/faults.ts';
import { Control } from '../../program/repetition.ts';
import { changedOptimizer, countUpdates, type Outside } from '../../record/outside.ts';
import type { LoadedModule } from '../../run/loaded-module.ts';
import { yieldOnce } from '../../run/turns.ts';
import { NonFiniteError, runChecked, type Watched } from '../tracing/check-finite.ts';
import { assign, checkIdle, hold, release, writeVariables } from '../tracing/variables.ts';
import { checkOrder, fillIndices } from './batch-rows.ts';
import type { RecordedStep } from './recorded-step.ts';
import { CHUNK, type Places } from './step-memory.ts';

/** A loop in memory. */
export interface Loop {
  readonly step: RecordedStep;
  readonly places: Places;
  /** Undefined once it is disposed. */
  module: LoadedModule | undefined;
  /** The next step's number. */
  position: number;
  running: boolean;
  /** Steps of the next chunk: few at first, then as many as take the time of one. */
  chunk: number;
  /** Of the last run, by name. */
  metrics: Readonly<Record<string, Float32Array>>;
  readonly watched: Pick<Watched, 'source' | 'names' | 'options'>;
}

export interface RunOptions {
  /** Stops between chunks of steps: the promise is rejected with the signal's reason; the next run goes on from there. */
  readonly signal?: AbortSignal | undefined;
  /** Rows for all batches of this run, `steps · batchSize` indices. Without it rows are taken in order, over and over. */
  readonly order?: Int32Array | undefined;
  /** Called between chunks; `read` gives the state there. */
  readonly onProgress?: (done: number, steps: number) => void;
  /** Called after the loop's steps `every`, 2 · `every` …, with how many that were; the run waits for it. `read` gives the state there, and no step is on its way. */
  readonly onStep?: ((position: number) => void | Promise<void>) | undefined;
  /** Steps from one call of `onStep` to the next, 1 unless given. */
  readonly every?: number | undefined;
}

/** Milliseconds that a chunk may take, about. */
const CHUNK_TIME = 30;

export function moduleOf({ module }: Loop): LoadedModule {
  if (!module) throw new Error('compileLoop: the loop is disposed');
  return module;
}

/** The losses of the steps; empty where a step has none. */
export async function runSteps(loop: Loop, steps: number, options: RunOptions = {}): Promise<Float32Array> {
  const { signal, order, onProgress, onStep, every = 1 } = options;
  const { step, places } = loop;
  const module = moduleOf(loop);
  checkInteger('run', 'steps', steps, 0);
  checkInteger('run', 'every', every, 1);
  if (order) checkOrder(order, steps * step.batchSize, step.rows);
  if (loop.running) throw new Error('run: the loop is running already; await that run first');
  signal?.throwIfAborted();
  const { variables, inputs, outside } = step.recording;
  checkUnchanged(outside);
  const assigned = variables.filter(({ output }) => output !== undefined).map(({ variable }) => variable);
  checkIdle('run', assigned);
  writeVariables(variables, (v) => module.inputs[inputs.length + v]);
  const scalars = step.scalars.map((name) => [name, new Float32Array(steps)] as const);
  loop.running = true;
  hold(assigned);
  let trapped = false;
  try {
    await module.threads?.ready();
    for (let at = 0; at < steps; ) {
      const count = Math.min(loop.chunk, steps - at, CHUNK, onStep ? every - (loop.position % every) : CHUNK);
      // While others had their turn it may have been disposed, or aborted.
      moduleOf(loop);
      signal?.throwIfAborted();
      runChunk(loop, module, { order, at, count });
      scalars.forEach(([, values], i) => {
        values.set(module.array(places.scalars[i] as BufferId).subarray(0, count), at);
      });
      at += count;
      countUpdates(outside, count);
      onProgress?.(at, steps);
      if (onStep && loop.position % every === 0) await onStep(loop.position);
      if (at < steps) await yieldOnce();
    }
  } catch (error) {
    trapped = error instanceof ExecutionError && !(error instanceof NonFiniteError);
    throw error;
  } finally {
    loop.running = false;
    release(assigned);
    variables.forEach(({ variable, output }, v) => {
      if (output !== undefined && !trapped && !variable.isDisposed)
        assign(variable, module.inputs[inputs.length + v] as Numbers);
    });
  }
  const byName: Readonly<Record<string, Float32Array>> = Object.fromEntries(scalars);
  const { loss = new Float32Array(0), ...metrics } = byName;
  loop.metrics = Object.fromEntries(
    Object.entries(metrics).map(([name, values]) => [name.replace('metrics.', ''), values]),
  );
  return loss;
}

function checkUnchanged(outside: Outside): void {
  const changed = changedOptimizer(outside);
  if (changed)
    throw new Error(
      `run: the settings of the ${changed.getClassName()} optimizer are not those that the loop was compiled with; compile another loop, or let a tf.Variable hold what changes`,
    );
}

/** Steps from the run's step `at` on. */
interface Chunk {
  readonly order: Int32Array | undefined;
  readonly at: number;
  readonly count: number;
}

/** Carries out steps at once, and says how many the next chunk has. */
function runChunk(loop: Loop, module: LoadedModule, { order, at, count }: Chunk): void {
  const { rows, batchSize } = loop.step;
  const { control, indices } = loop.places;
  const isOrdered = indices !== undefined && (order !== undefined || rows % batchSize !== 0);
  if (isOrdered)
    fillIndices(module.array(indices) as Int32Array, { order, at, done: loop.position, count, batchSize, rows });
  let time = 0;
  runChecked({ where: `compileLoop: step ${loop.position}`, module, ...loop.watched }, () => {
    time = runRepetition(module, isOrdered ? 'ordered' : 'plain', control, { counter: loop.position, count });
  });
  loop.position += count;
  const inTime = Math.floor((count * CHUNK_TIME) / Math.max(time, 0.001));
  const most = loop.watched.options.checkFinite ? 1 : CHUNK;
  loop.chunk = Math.max(1, Math.min(most, inTime, 8 * loop.chunk));
}

/** Runs a repetition; returns the milliseconds that it took. */
function runRepetition(
  module: LoadedModule,
  name: string,
  control: BufferId,
  { counter, count }: { readonly counter: number; readonly count: number },
): number {
  const fields = module.array(control);
  fields[Control.number] = 0;
  fields[Control.left] = count;
  fields[Control.counter] = counter;
  fields[Control.step] = 1;
  const start = performance.now();
  module.call(name, count);
  return performance.now() - start;
}
