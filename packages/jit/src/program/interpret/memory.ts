/** Buffers as plain arrays. */
import type { DType, Numbers } from '../../graph/graph.ts';
import type { BufferId } from '../expression.ts';
import type { Buffer } from '../program.ts';

/** By buffer: float32 values, or integers; booleans are 0 and 1. */
export type Memory = readonly Numbers[];

/** Memory with the constants in it, and zeros where a program expects them; other floats are NaN, which nobody is to read. */
export function memoryOf(buffers: readonly Buffer[]): Memory {
  return buffers.map(({ size, dtype, values, zeroed }) => {
    const array = numbersOf(dtype, size);
    if (values) array.set(values);
    else if (!zeroed) array.fill(dtype === 'float32' ? Number.NaN : -1);
    return array;
  });
}

export const numbersOf = (dtype: DType, size: number): Numbers =>
  dtype === 'float32' ? new Float32Array(size) : new Int32Array(size);

export function arrayOf(memory: Memory, buffer: BufferId): Numbers {
  const array = memory[buffer];
  if (!array) throw new Error(`jit: there is no buffer #${buffer}`);
  return array;
}
