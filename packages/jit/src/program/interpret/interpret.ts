/**
 * Carries out programs in plain TypeScript, bit for bit as the emitted WebAssembly does (NaN is NaN, whatever its bits): the
 * definition of what every step means.
 *
 * A map computes all its expressions over its shape, and stores them then, one after the other. A reduction takes its elements
 * in the order of {@link reductionOrder}. What the operations of expressions give is said in operations.ts, how products add
 * up in interpret/product.ts, what kernels do in interpret/calls.ts. Steps on the host are left to the caller.
 */

import type { HostStep, MapStep, Program } from '../program.ts';
import { interpretCall } from './calls.ts';
import { interpretControl } from './control.ts';
import { evaluate, writeView } from './evaluate.ts';
import type { Memory } from './memory.ts';
import { interpretProduct } from './product.ts';
import { interpretReduce } from './reduce.ts';

export { type Memory, memoryOf } from './memory.ts';

/** Carries out a step outside. */
type Host = (step: HostStep, memory: Memory) => void;

/** Carries out a valid program: reads its inputs from the memory, and leaves its outputs there. */
export function interpret({ steps }: Program, memory: Memory, host: Host = noHost): void {
  for (const step of steps) {
    if (step.kind === 'map') interpretMap(step, memory);
    else if (step.kind === 'reduce') interpretReduce(step, memory);
    else if (step.kind === 'product') interpretProduct(step, memory);
    else if (step.kind === 'call') interpretCall(step, memory);
    else if (step.kind === 'control') interpretControl(step, memory, (program) => interpret(program, memory, host));
    else host(step, memory);
  }
}

const noHost: Host = ({ kernel }) => {
  throw new Error(`jit: the kernel ${kernel} runs outside of the program`);
};

function interpretMap({ shape, stores }: MapStep, memory: Memory): void {
  const values = evaluate(
    stores.map(({ expression }) => expression),
    shape,
    memory,
  );
  stores.forEach(({ output }, i) => {
    writeView(output, shape, values[i] as (typeof values)[number], memory);
  });
}
