/** Steps outside of WebAssembly. */
import { util } from '@tensorflow/tfjs-core';
import { runOnCpu } from '../graph/cpu-backend.ts';
import type { Numbers } from '../graph/graph.ts';
import type { HostStep } from '../program/program.ts';

/** Carries out a step in the cpu backend. */
export function runHostStep(
  { kernel, names, inputs, attrs, outputs }: HostStep,
  arrayOf: (buffer: number) => Numbers,
): void {
  const given = inputs.map(({ shape, view }) => {
    const { dtype, buffer, offset } = view;
    const values = arrayOf(buffer).slice(offset, offset + util.sizeFromShape([...shape]));
    return { shape, dtype, values: dtype === 'float32' ? values : new Int32Array(values.buffer) };
  });
  runOnCpu(kernel, names, given, attrs, (results, read) => {
    results.forEach(({ dataId }, i) => {
      const { buffer, dtype } = outputs[i] as HostStep['outputs'][number];
      const target = arrayOf(buffer);
      const numbers = dtype === 'float32' ? target : new Int32Array(target.buffer, target.byteOffset, target.length);
      numbers.set(read(dataId) as Float32Array);
    });
  });
}
