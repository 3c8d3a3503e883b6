/** Programs carried out as the WebAssembly that is emitted for them, by the interpreter, and divided among threads: the same bits. */
import type * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Numbers } from '../../src/graph/graph.ts';
import { interpret, memoryOf } from '../../src/program/interpret/interpret.ts';
import type { Draft } from '../../src/program/program.ts';
import { record } from '../../src/record/record.ts';
import { assemble } from '../../src/run/assemble.ts';
import { runHostStep } from '../../src/run/host.ts';
import { layOut } from '../../src/run/lay-out.ts';
import { load } from '../../src/run/loaded-module.ts';
import { fuses, type Numerics } from '../../src/run/numerics.ts';
import { lowerSource } from '../../src/run/passes.ts';
import { inTurns } from './in-turns.ts';

/** Not a divisor of most sizes. */
const THREADS = 3;

/** Pages that are not cross-origin isolated have no memory to share. */
const canShare = typeof SharedArrayBuffer !== 'undefined';

/** The classes of arithmetic that this runtime has. */
export const classes: readonly Numerics[] = fuses() ? ['exact', 'fused'] : ['exact'];

/** The program of a function with the variables that it reads and assigns, and the values of its inputs: first the arguments. */
export function programOf(
  fn: (...args: tf.Tensor[]) => readonly tf.Tensor[],
  args: readonly tf.Tensor[],
  numerics: Numerics = 'exact',
): { readonly program: Draft; readonly values: readonly ArrayLike<number>[] } {
  const types = args.map(({ shape, dtype }) => ({ shape, dtype: dtype as 'float32' }));
  const { graph, inputs, variables } = record(fn, types);
  const carried = variables.flatMap(({ output }, v) =>
    output === undefined ? [] : [[inputs.length + v, output] as const],
  );
  const source = { graph, inputs: [...inputs, ...variables.map(({ input }) => input)], carried };
  const program = lowerSource(source, [], { numerics });
  const given = [...args, ...variables.map(({ variable }) => variable)];
  return { program, values: given.map((tensor) => tensor.dataSync()) };
}

/**
 * Expects the same bits of a program's outputs, NaN being NaN, at its first run and at its second.
 *
 * @param inputs their values
 * @returns the values of its outputs
 */
export function expectSameBits(program: Draft, inputs: readonly ArrayLike<number>[]): readonly Numbers[] {
  const { buffers } = program;
  const compiled = load(assemble(layOut({ programs: [program], buffers, repetitions: {} })));
  const memory = memoryOf(buffers);
  const divided = canShare ? inTurns(program, THREADS) : undefined;
  for (let run = 0; run < 2; run++) {
    inputs.forEach((values, i) => {
      compiled.inputs[i]!.set(values);
      memory[program.inputs[i]!]!.set(values);
      divided?.array(program.inputs[i]!).set(values);
    });
    compiled.run();
    divided?.run();
    interpret(program, memory, (step) => runHostStep(step, (buffer) => memory[buffer]!));
    compiled.outputs.forEach((output, o) => {
      expectSame(memory[program.outputs[o]!]!, output, `output ${o} of run ${run}`, 'interpreted');
      const ofThreads = divided?.array(program.outputs[o]!);
      if (ofThreads) expectSame(ofThreads, output, `output ${o} of run ${run}`, `by ${THREADS} threads`);
    });
  }
  return compiled.outputs;
}

function expectSame(other: Numbers, compiled: Numbers, name: string, how: string): void {
  const wrong = compiled.findIndex((value, i) => !Object.is(value, other[i]));
  if (wrong >= 0) expect.fail(`${name}[${wrong}] is ${compiled[wrong]} in WebAssembly, and ${how} ${other[wrong]}`);
}
