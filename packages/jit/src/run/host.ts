/** Steps outside of WebAssembly. */
import { util } from '@tensorflow/tfjs-core';
import { runOnCpu } from '../graph/cpu-backend.ts';
import type { Numbers } from '../graph/graph.ts';
import type { BufferId, View } from '../program/expression.ts';
import type { HostStep } from '../program/program.ts';

/** Carries out a step in the cpu backend. */
export function runHostStep(
  { kernel, names, inputs, attrs, outputs }: HostStep,
  arrayOf: (buffer: BufferId) => Numbers,
): void {
  const given = inputs.map(({ shape, view: { buffer, offset, dtype } }) => {
    const values = arrayOf(buffer).slice(offset, offset + util.sizeFromShape([...shape]));
    return { shape, dtype, values };
  });
  runOnCpu(kernel, names, given, attrs, (results, read) => {
    results.forEach(({ dataId }, i) => {
      arrayOf((outputs[i] as View).buffer).set(read(dataId) as Numbers);
    });
  });
}
