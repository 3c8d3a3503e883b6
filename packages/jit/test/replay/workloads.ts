/** The programs of the benchmark, at full size. */
import { workloads as benchmark } from '../../bench/workloads/index.ts';
import type { Program } from './emitted.ts';

export const workloads: Readonly<Record<string, Program>> = Object.fromEntries(
  Object.entries(benchmark).map(([name, { compile }]) => [name, () => void compile()]),
);
