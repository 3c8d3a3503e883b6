/** What was measured last, as `tables/measured.json` keeps it: the tables of the documentation are written from it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExperimentResult, SummaryOf } from '@mnist1d/results';
import type { classificationKind } from '@mnist1d/results/kinds/classification';

export const root = resolve(import.meta.dirname, '..');
const file = join(root, 'tables/measured.json');

/** Of a result file, what the tables show. */
export interface MeasuredResult
  extends Pick<ExperimentResult, 'preset' | 'digest' | 'claims'>,
    Pick<SummaryOf<typeof classificationKind>, 'table1'> {}

/** Of `npm run bench -- experiments --preset paper`: seconds, the whole over two workers and the sum of the runs; megabytes. */
interface ExperimentTimes {
  readonly seconds: number;
  readonly core: number;
  /** PyTorch's for the same updates, one core. */
  readonly torch: number | null;
  readonly megabytes: number;
}

/** Of `npm run bench -- jit`, one thread: milliseconds per step, and a peer's over ours. */
interface WorkloadTimes {
  readonly ours_ms: number;
  /** By name and version; with `--peers` eager tfjs, by backend, and others, too. */
  readonly peers: Readonly<Record<string, { readonly ms: number; readonly ratio: number }>>;
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
