/** Programs carried out twice, as the WebAssembly that is emitted for them and by the interpreter: the same bits. */
import type * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Numbers, Source } from '../src/graph/graph.ts';
import { interpret, memoryOf } from '../src/program/interpret.ts';
import type { Program } from '../src/program/program.ts';
import { verify } from '../src/program/verify.ts';
import { record } from '../src/record/record.ts';
import { compile } from '../src/run/compile.ts';
import { runHostStep } from '../src/run/host.ts';

/** Records a function, with the variables that it reads and assigns. */
export function sourceOf(fn: (...args: tf.Tensor[]) => readonly tf.Tensor[], args: readonly tf.Tensor[]): Source {
  const types = args.map(({ shape, dtype }) => ({ shape, dtype: dtype as 'float32' }));
  const { graph, inputs, variables } = record(fn, types);
  const carried = variables.flatMap(({ output }, v) =>
    output === undefined ? [] : [[inputs.length + v, output] as const],
  );
  return { graph, inputs: [...inputs, ...variables.map(({ input }) => input)], carried };
}

/**
 * Expects the same bits of a program's outputs, NaN being NaN, at its first run and at its second.
 *
 * @param args the values of its inputs
 * @returns the values of its outputs
 */
export function expectSameBits(source: Source, args: readonly ArrayLike<number>[]): readonly Numbers[] {
  const compiled = compile(source);
  const { programs, buffers } = compiled.assembly;
  const [program] = programs as [Program];
  verify(program, buffers);
  const memory = memoryOf(buffers);
  for (let run = 0; run < 2; run++) {
    args.forEach((values, i) => {
      compiled.inputs[i]!.set(values);
      memory[program.inputs[i]!]!.set(values);
    });
    compiled.run();
    interpret(program, memory, (step) => runHostStep(step, (buffer) => memory[buffer]!));
    compiled.outputs.forEach((output, o) => {
      expectSame(memory[program.outputs[o]!]!, output, `output ${o} of run ${run}`);
    });
  }
  return compiled.outputs;
}

function expectSame(interpreted: Numbers, compiled: Numbers, name: string): void {
  const wrong = compiled.findIndex((value, i) => !Object.is(value, interpreted[i]));
  if (wrong >= 0)
    expect.fail(`${name}[${wrong}] is ${compiled[wrong]} in WebAssembly, and interpreted ${interpreted[wrong]}`);
}
