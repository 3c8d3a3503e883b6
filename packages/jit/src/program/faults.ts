/** Indices out of range, which the kernels of assembly/indexing.ts tell of while they run. */

/** Thrown when a compiled function cannot be carried out. */
export class ExecutionError extends Error {
  override readonly name: string = 'ExecutionError';
}

/** Whose index it was, by the number that a step gives to its kernel; 0 is nobody's. */
const kernels = ['', 'GatherV2', 'GatherNd', 'ScatterNd'] as const;

export const faultOf = (kernel: (typeof kernels)[number]) => kernels.indexOf(kernel);

/** Where in memory a fault is told: whose, the index, and how many there are. */
export const FAULT_ADDRESS = 16;

export const describeFault = (fault: number, index: number, size: number) =>
  `jit: ${kernels[fault]}: the index value ${index} is not in [0, ${size - 1}]`;
