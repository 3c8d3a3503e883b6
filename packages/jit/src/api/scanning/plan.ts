/** A step and its vector-Jacobian product in one memory, to be run over and over. */
import * as tf from '@tensorflow/tfjs-core';
import type { Graph, Numbers, Source } from '../../graph/graph.ts';
import type { TensorType } from '../../graph/tensor-type.ts';
import type { BufferId } from '../../program/expression.ts';
import { Control } from '../../program/repetition.ts';
import { hasChanged } from '../../record/outside.ts';
import type { Assembly } from '../../run/assemble.ts';
import { assembleParts, type CompileOptions } from '../../run/compile.ts';
import { type LoadedModule, load } from '../../run/loaded-module.ts';
import { lowerSource } from '../../run/passes.ts';
import { possibleThreads } from '../../run/threads.ts';
import { atOnce } from '../../run/turns.ts';
import { runChecked, type Watched } from '../tracing/check-finite.ts';
import { differentiable } from '../tracing/gradient.ts';
import { type Flat, flatten, type Tensors } from '../tracing/structure.ts';
import { toTensor, writeTensor } from '../tracing/tensors.ts';
import { namesOf, sourceOf } from '../tracing/trace.ts';
import { writeVariables } from '../tracing/variables.ts';
import { type Stacks, scanParts } from './stacks.ts';
import { type LooseStep, type Traces, traceStep } from './traces.ts';

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
  /** Frees the memory of all that was compiled for the step; what was scanned has no vjp then, and a later scan compiles anew. */
  dispose(): void;
}

export interface Plan {
  scan(carry: readonly tf.Tensor[], xs: readonly tf.Tensor[]): Omit<Scanned<Tensors, Tensors | undefined>, 'dispose'>;
  end(): void;
  /** Whether tensors that the step reads from outside are gone since. */
  hasChanged(): boolean;
  /** Of the last scan, its number. */
  readonly run: number;
  /** That the step reads. */
  readonly variables: readonly tf.Variable[];
}

interface Cotangents {
  readonly carry?: Tensors;
  readonly ys?: Tensors | undefined;
}

/** What is in memory. */
interface ScanMemory {
  readonly traces: Traces;
  readonly module: LoadedModule;
  readonly stacks: Stacks;
  /** Of both programs. */
  readonly watched: readonly Pick<Watched, 'source' | 'names' | 'options'>[];
}

/** @param note is told what was compiled */
export function makePlan(
  step: LooseStep,
  state: Flat,
  inputs: Flat,
  options: CompileOptions,
  note: (assembly: Assembly, graph: Graph) => void,
): Plan {
  const names = [...state.names, ...inputs.names];
  let memory: ScanMemory | undefined = loadTraces(traceStep(step, state, inputs, options), names, options);
  const { forward } = memory.traces;
  const { outside, variables, graph } = forward.recording;
  note(memory.module.assembly, graph);
  const alive = () => {
    if (!memory) throw new Error('vjp: the scan is disposed');
    return memory;
  };
  /** The data of xs that stand in memory: tensors do not change, so the same one is not copied again. */
  const written: tf.Tensor['dataId'][] = [];
  let runs = 0;
  const scan = (carry: readonly tf.Tensor[], xs: readonly tf.Tensor[]) => {
    const run = ++runs;
    const fresh = xs.map((tensor, i) => (written[i] === tensor.dataId ? undefined : tensor));
    const results = runForwards(alive(), carry, fresh);
    xs.forEach(({ dataId }, i) => {
      written[i] = dataId;
    });
    const [finished, ys] = forward.result.rebuild(results) as [tf.Tensor[], Tensors | undefined];
    return {
      carry: state.structure.rebuild(finished) as Tensors,
      ys,
      vjp(cotangents: Cotangents) {
        if (run !== runs) throw new Error('vjp: the same step was scanned again since; call vjp before that');
        return { carry: state.structure.rebuild(runBackwards(alive(), cotangents)) as Tensors };
      },
    };
  };
  return {
    scan,
    end() {
      memory?.module.end();
      memory = undefined;
    },
    hasChanged: () => hasChanged(outside),
    get run() {
      return runs;
    },
    variables: variables.map(({ variable }) => variable),
  };
}

/** Both programs in one memory: each hands on to its next run, the one the carry, the other the cotangents of it. */
function loadTraces(traces: Traces, names: readonly string[], options: CompileOptions): ScanMemory {
  const { carry, xs, forward, backward } = traces;
  const given = carry.length + xs.length;
  const sources = [
    sourceOf(
      forward.recording,
      carry.map((_, i) => [i, i] as const),
    ),
    sourceOf(
      backward.recording,
      differentiable(carry).map((_, i) => [given + i, i] as const),
    ),
  ] as const;
  const there = lowerSource(sources[0], [], options);
  const back = lowerSource(sources[1], there.buffers, options);
  const { parts, stacks } = scanParts(traces, [there, back], back.buffers);
  const watched = [forward, backward].map(({ recording }, i) => {
    const cotangents = recording.inputs.slice(names.length).map(() => 'a cotangent');
    return { source: sources[i] as Source, names: namesOf([...names, ...cotangents], recording), options };
  });
  return {
    traces,
    stacks,
    watched,
    module: load(atOnce(assembleParts(parts, possibleThreads('scan', options.threads)))),
  };
}

const inputOf = ({ module }: ScanMemory, program: 0 | 1, i: number): Numbers =>
  module.array(module.assembly.programs[program]?.inputs[i] as BufferId);

/** Writes a tensor, or zeros. */
function fill(target: Numbers, tensor: tf.Tensor | undefined): void {
  if (tensor) writeTensor(target, tensor);
  else target.fill(0);
}

function repeatSteps(
  { module, stacks, watched, traces: { length } }: ScanMemory,
  name: 'forwards' | 'backwards',
): void {
  const program = name === 'forwards' ? 0 : 1;
  const of = watched[program] as ScanMemory['watched'][0];
  const by = program ? -1 : 1;
  const atOnce = of.options.checkFinite ? 1 : length;
  const fields = module.array(stacks.control);
  let done = 0;
  do {
    const number = program ? length - 1 - done : done;
    fields[Control.number] = number;
    fields[Control.left] = atOnce;
    fields[Control.counter] = 0;
    fields[Control.step] = by;
    const where = `scan: step ${number}${program ? ' of vjp' : ''}`;
    if (length > 0) runChecked({ where, module, program, ...of }, () => module.call(name, atOnce));
    done += atOnce;
  } while (done < length);
}

const stacked = ({ shape, dtype }: TensorType, { length }: Traces): TensorType => ({
  shape: [length, ...shape],
  dtype,
});

/**
 * Runs the steps; returns the last carry, then ys.
 *
 * @param xs undefined where they stand in memory already
 */
function runForwards(
  memory: ScanMemory,
  carry: readonly tf.Tensor[],
  xs: readonly (tf.Tensor | undefined)[],
): readonly tf.Tensor[] {
  const { traces, module, stacks } = memory;
  carry.forEach((tensor, i) => {
    fill(inputOf(memory, 0, i), tensor);
  });
  xs.forEach((tensor, i) => {
    if (tensor) fill(module.array(stacks.xs[i] as BufferId), tensor);
  });
  // Both from now: the backward pass belongs to this run, whatever is assigned in between.
  [traces.forward, traces.backward].forEach(({ recording: { inputs, variables } }, program) => {
    writeVariables(variables, (i) => inputOf(memory, program as 0 | 1, inputs.length + i));
  });
  repeatSteps(memory, 'forwards');
  // The carry stands in the inputs: every step hands it there.
  const last = traces.carry.map((type, i) => toTensor(inputOf(memory, 0, i), type));
  const ys = traces.ys.map((type, i) => toTensor(module.array(stacks.ys[i] as BufferId), stacked(type, traces)));
  return [...last, ...ys];
}

/** Runs the steps backwards from where the last run ended; returns the cotangents of the first carry. */
function runBackwards(memory: ScanMemory, cotangents: Cotangents): readonly tf.Tensor[] {
  const { traces, module, stacks } = memory;
  const { carry, xs, ys } = traces;
  const given = carry.length + xs.length;
  const moving = differentiable(carry);
  const ofCarry = checkCotangents('carry', cotangents.carry, carry);
  const ofYs = checkCotangents(
    'ys',
    cotangents.ys,
    ys.map((type) => stacked(type, traces)),
  );
  moving.forEach((at, i) => {
    fill(inputOf(memory, 1, given + i), ofCarry?.[at]);
  });
  differentiable(ys).forEach((at, i) => {
    fill(module.array(stacks.cotangents[i] as BufferId), ofYs?.[at]);
  });
  repeatSteps(memory, 'backwards');
  return carry.map((type, at) =>
    moving.includes(at)
      ? toTensor(inputOf(memory, 1, given + moving.indexOf(at)), type)
      : tf.zeros([...type.shape], type.dtype),
  );
}

export function checkCotangents(
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
