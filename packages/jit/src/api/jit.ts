/** Functions of tensors, compiled at their first call. */
import * as tf from '@tensorflow/tfjs-core';
import type { Source } from '../graph/graph.ts';
import { RecordingError } from '../graph/recording-error.ts';
import { printType } from '../graph/tensor-type.ts';
import { isTapeOn } from '../record/engine.ts';
import { countUpdates, hasChanged } from '../record/outside.ts';
import { isRecording } from '../record/record.ts';
import type { Assembly } from '../run/assemble.ts';
import { assembleSource, type CompileOptions } from '../run/compile.ts';
import { type LoadedModule, load, loadAsync } from '../run/loaded-module.ts';
import { numericsOf } from '../run/numerics.ts';
import type { PassName } from '../run/passes.ts';
import { possibleThreads, wantedThreads } from '../run/threads.ts';
import { atOnce, inTurns, type Pieces } from '../run/turns.ts';
import { checkOnCompile, noteCompilation, noteReplay, partsOf } from './compilations.ts';
import { type Explanation, explain, explainAfter } from './explain.ts';
import { type Profile, profile } from './profile.ts';
import { runChecked } from './tracing/check-finite.ts';
import { putOnTape, vectorJacobianProduct, whenAsked } from './tracing/gradient.ts';
import { areSafe, settle } from './tracing/held-values.ts';
import { end, type Ready, readOutputs, writeInputs } from './tracing/ready.ts';
import { type Flat, flatten } from './tracing/structure.ts';
import { typesOf } from './tracing/tensors.ts';
import { carriedVariables, namesOf, sourceOf, type Trace, trace } from './tracing/trace.ts';
import { unassigned } from './tracing/variables.ts';

/** A compiled function. */
export interface Jitted<A extends unknown[], R> {
  /** Calls it. The result's tensors are fresh, on the active backend, and tracked by tf.tidy. */
  (...args: A): R;
  /** Compiles it for arguments of these shapes without blocking, so that the first call does not. */
  compile(...args: A): Promise<void>;
  /** The graph, the steps and the memory plan for arguments of these shapes, as data and, by `toString()`, as text. */
  explain(...args: A): Explanation;
  /**
   * The graph, or the steps, for arguments of these shapes as they are after one of the compiler's passes.
   *
   * @throws RangeError when there is no such pass; the message names those that there are
   */
  explainAfter(pass: PassName, ...args: A): string;
  /** Where the time of a call goes, step by step. */
  profile(...args: A): Profile;
  /** Frees the memory of all its plans; a later call compiles anew. */
  dispose(): void;
}

/** Plans that a function keeps; the one that was not used for longest goes first. */
const PLANS = 64;

/**
 * Compiles a function of tensors: the first call for every combination of shapes records the kernels that it runs, its
 * gradients and optimisers included, and compiles them to WebAssembly; later calls replay that.
 *
 * Arguments and results may be nested arrays and objects of tensors; numbers, strings and other objects among the
 * arguments are part of the combination. Tensors that `fn` reads from outside are constants, as they are at the first
 * call. tf.Variables are read anew in every call, and written back where `fn` assigns them, so that
 * `optimizer.minimize(…)` and the step of a LayersModel work as they are. Arguments are copied, and never disposed.
 *
 * Under tf.grad a call has a gradient, of any order, with respect to arguments and variables: the gradient is compiled, too, and
 * computes the function once more. Compiled as a whole, with tf.grad inside, it is faster.
 *
 * Products with a matrix that is multiplied by a constant mask, `tf.matMul(x, tf.mul(w, mask))`, leave its zeros out where
 * that is faster, and so do their gradients: `tf.mul(tf.matMul(…), mask)` computes what the mask lets through. The results are
 * the same bits as long as all numbers are finite (in fused arithmetic but for the sign of a zero that is too small a number);
 * NaN and infinities have no effect where the mask is zero.
 *
 * @param fn synchronous; what it does besides calling tfjs happens at the first call alone
 * @throws RecordingError at the first call, when `fn` does what cannot be recorded: reads values, is asynchronous, draws
 * unseeded random numbers. Error where a gradient is wanted of a call that assigns variables which it reads. ExecutionError when there is no memory for
 * it, NonFiniteError under `checkFinite`. At once: RangeError or TypeError for a wrong option, Error where this runtime does not have it.
 *
 * @example
 * const norm = jit((x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x))));
 * norm(tf.tensor1d([3, 4])).print(); // 5
 */
export function jit<A extends unknown[], R>(fn: (...args: A) => R, options: CompileOptions = {}): Jitted<A, R> {
  const numerics = numericsOf('jit', options);
  // Refuses a wrong number now, not at the first call.
  possibleThreads('jit', options.threads);
  checkOnCompile('jit', options);
  const { plans, withPlan, readyFor, readyWith, compileFor } = plansOf(fn, options);
  const call = (...args: A): R => {
    if (isRecording()) return fn(...args);
    return withPlan(args, (ready, given) => {
      writeInputs(ready, given.tensors);
      const connect = isTapeOn() ? connection(fn, options, ready, given) : undefined;
      try {
        runChecked(ready.watched, ready.compiled.run);
      } catch (error) {
        ready.written.fill(undefined);
        throw error;
      }
      countUpdates(ready.trace.recording.outside, 1);
      const outputs = readOutputs(ready);
      connect?.(outputs);
      return ready.trace.result.rebuild(outputs) as R;
    });
  };
  return Object.assign(call, {
    compile: (...args: A) => compileFor(args),
    explain(...args: A) {
      const { trace: traced, compiled } = readyFor(args);
      return explain(traced.recording.graph, compiled, numerics, wantedThreads(options.threads));
    },
    explainAfter: (pass: PassName, ...args: A) => explainAfter(pass, sourceFor(readyFor(args).trace), numerics),
    profile(...args: A) {
      const ready = readyWith(args);
      // The steps run many times, and change the variables in memory.
      settle(ready.trace.recording.variables.map(({ variable }) => variable));
      ready.written.fill(undefined);
      return profile(ready.compiled, numerics);
    },
    dispose() {
      // Who disposes of what was compiled makes it anew on purpose.
      noteReplay(fn);
      for (const ready of plans.values()) end(ready);
      plans.clear();
    },
  });
}

/** A plan, up to its module. */
interface Begun {
  readonly since: number;
  readonly parts: ReturnType<typeof partsOf>;
  readonly names: readonly string[];
  readonly trace: Trace;
  readonly source: Source;
  readonly assembly: Assembly;
}

type Cause = Pick<Parameters<typeof noteCompilation>[0], 'isOutside' | 'isAhead'>;

/** The plans of a function, one for every combination of shapes, and what makes them. */
function plansOf<A extends unknown[]>(fn: (...args: A) => unknown, options: CompileOptions) {
  const plans = new Map<string, Ready>();
  const prepare = (args: A) => {
    const parts: tf.Tensor[] = [];
    const given = flatten(args, 'arguments', parts);
    const types = typesOf(given);
    const key = `${given.structure.key}${types.map(printType)}`;
    const begin = function* (): Pieces<Begun> {
      const since = performance.now();
      const traced = trace((...tensors) => fn(...(given.structure.rebuild(tensors) as A)), types, options);
      const source = sourceFor(traced);
      const { names } = given;
      yield;
      const assembly = yield* assembleSource(source, options);
      return { since, parts: partsOf(given, types), names, trace: traced, source, assembly };
    };
    return { given, parts, key, begin };
  };
  const keep = (key: string, begun: Begun, compiled: LoadedModule, cause: Cause): Ready => {
    const { trace: traced, source } = begun;
    const { recording } = traced;
    const names = namesOf(begun.names, recording);
    const { programs } = compiled.assembly;
    const ready: Ready = {
      trace: traced,
      compiled,
      watched: { where: 'jit', module: compiled, source, names, options },
      written: recording.variables.map(() => undefined),
      gradients: new Map(),
      isSafe: !options.checkFinite && !compiled.threads && areSafe(programs.flatMap(({ steps }) => steps)),
    };
    plans.set(key, ready);
    for (const oldest of plans.keys()) {
      if (plans.size <= PLANS) break;
      end(plans.get(oldest) as Ready);
      plans.delete(oldest);
    }
    noteCompilation({ by: 'jit', fn, ...begun, ...cause, graph: recording.graph }, options);
    return ready;
  };
  /** Finds or makes the plan for the arguments, and gives it to `use` together with them. */
  const withPlan = <T>(args: A, use: (ready: Ready, given: Flat) => T): T => {
    const { given, parts, key, begin } = prepare(args);
    try {
      const before = plans.get(key);
      plans.delete(key);
      let ready = before && !hasChanged(before.trace.recording.outside) ? before : undefined;
      if (ready) {
        plans.set(key, ready);
        noteReplay(fn);
      } else {
        const begun = atOnce(begin());
        ready = keep(key, begun, load(begun.assembly), { isOutside: before !== undefined });
      }
      return use(ready, given);
    } finally {
      tf.dispose(parts);
    }
  };
  return {
    plans,
    withPlan,
    readyFor: (args: A) => withPlan(args, (ready) => ready),
    /** The plan, with the arguments written to its memory. */
    readyWith: (args: A) =>
      withPlan(args, (ready, { tensors }) => {
        writeInputs(ready, tensors);
        return ready;
      }),
    async compileFor(args: A) {
      const { parts, key, begin } = prepare(args);
      tf.dispose(parts);
      if (plans.has(key)) return;
      const begun = await inTurns(begin());
      keep(key, begun, await loadAsync(begun.assembly), { isAhead: true });
    },
  };
}

function sourceFor({ recording, result }: Trace): Source {
  const carried = carriedVariables(recording);
  if (recording.results === 0 && (carried.length === 0 || !['undefined', 'null'].includes(result.key)))
    throw new RecordingError(
      `jit: the function must return tensors, or nothing where it assigns variables, got ${result.key}`,
    );
  return sourceOf(recording, carried);
}

/** What tells the gradient that is being taken how the outputs of a call come from its arguments, and variables as they are now. */
function connection<A extends unknown[]>(
  fn: (...args: A) => unknown,
  options: CompileOptions,
  { gradients, trace: { recording } }: Ready,
  { tensors, structure }: Flat,
): (outputs: readonly tf.Tensor[]) => void {
  const variables = recording.variables.map(({ variable }) => variable);
  const checkUnassigned = unassigned('jit', variables);
  const inputs = [...tensors, ...variables];
  // What is wrong with the function is said of itself.
  const { onCompile = () => {} } = options;
  return (outputs) =>
    putOnTape('jit', inputs, outputs, (before, cotangents) => {
      checkUnassigned();
      return whenAsked(inputs, (moving) => {
        const places = moving.map((input) => inputs.indexOf(input));
        const key = places.join();
        const compiled = gradients.get(key) ?? jit(gradientOf(fn, variables, places), { ...options, onCompile });
        gradients.set(key, compiled);
        return compiled(structure.rebuild(before) as never, cotangents);
      });
    });
}

/** From the arguments, and the cotangents of what `fn` gives, to those of some of the tensors and variables that it takes. */
const gradientOf =
  <A extends unknown[]>(fn: (...args: A) => unknown, variables: readonly tf.Variable[], moving: readonly number[]) =>
  (args: A, cotangents: readonly tf.Tensor[]): tf.Tensor[] => {
    const inputs = [...flatten(args, 'arguments').tensors, ...variables];
    return vectorJacobianProduct(
      () => flatten(fn(...args), 'result').tensors,
      cotangents,
      moving.map((i) => inputs[i] as tf.Tensor),
    );
  };
