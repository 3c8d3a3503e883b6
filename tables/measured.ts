/** What was measured last, as `tables/measured.json` keeps it: the tables of the documentation are written from it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Claim } from '@mnist1d/experiments';

export const root = resolve(import.meta.dirname, '..');
const file = join(root, 'tables/measured.json');

/** Of a result file, what the tables show. */
export interface MeasuredResult {
  readonly preset: string;
  /** SHA-256 of the runs. */
  readonly digest: string;
  readonly claims: readonly Claim[];
  /** Classification's rows of Table 1, percent. */
  readonly table1?: readonly {
    readonly model: string;
    readonly features: string;
    readonly mean: number;
    readonly deviation: number | null;
    readonly published: number;
    /** What the authors' notebook printed. */
    readonly notebook?: number;
  }[];
}

/** Of `npm run bench -- experiments --preset paper`: seconds, the whole over two workers and the sum of the runs; megabytes. */
interface ExperimentTimes {
  readonly seconds: number;
  readonly core: number;
  /** PyTorch's for the same updates, one core. */
  readonly torch: number | null;
  readonly megabytes: number;
}

/** Of `npm run bench -- jit`: milliseconds per step. */
interface WorkloadTimes {
  readonly ours_ms: number;
  readonly torch_ms?: number;
  readonly ratio?: number;
  /** With `--peers`: eager tfjs, by backend, and others. */
  readonly peers_ms?: Readonly<Record<string, number>>;
}

/** Of `npm run bench -- jit --sparse`: milliseconds per step; `density` is the share of the weights that are left. */
interface SparseTimes {
  readonly density: number;
  readonly batchSize: number;
  readonly dense_ms: number;
  readonly sparse_ms: number;
  readonly ratio: number;
}

export interface Measured {
  readonly results: Readonly<Record<string, MeasuredResult>>;
  readonly experiments: Readonly<Record<string, ExperimentTimes>>;
  readonly jit: {
    readonly workloads: Readonly<Record<string, WorkloadTimes>>;
    readonly sparse: readonly SparseTimes[];
  };
}

export function readMeasured(): Measured {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function writeMeasured(measured: Measured): void {
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
}
