/** What was measured of a commit on a machine, kept in bench/record.json. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { BenchmarkTimes } from './benchmark.ts';

export interface Run {
  readonly date: string;
  /** The last one that changed what is measured. */
  readonly commit: string;
  readonly processor: string;
  readonly node: string;
  /** Whether milliseconds are the processor's. */
  readonly clock: 'wall' | 'processor';
  /** Of ours and of each peer. */
  readonly threads: number;
  /** Ratios are a peer's time over ours, by the peer's name and version. */
  readonly workloads: Readonly<Record<string, RunTimes>>;
}

interface RunTimes {
  readonly ours_ms: number;
  readonly ratios: Readonly<Record<string, number>>;
}

/** What a ratio of times, before over after, must not be below. */
const SLOWED = 1 / 1.1;

export function runOf(
  commit: string,
  { workloads }: BenchmarkTimes,
  settings: { threads: number; isProcessorTime: boolean },
): Run {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit,
    processor: cpus()[0]?.model ?? 'unknown',
    node: process.versions.node,
    clock: settings.isProcessorTime ? 'processor' : 'wall',
    threads: settings.threads,
    workloads: Object.fromEntries(
      Object.entries(workloads).map(([name, { ours_ms, peers }]) => [
        name,
        {
          ours_ms: rounded(ours_ms),
          ratios: Object.fromEntries(Object.entries(peers).map(([peer, { ratio }]) => [peer, rounded(ratio)])),
        },
      ]),
    ),
  };
}

/** What is measured: the packages, without their benchmarks and tests. */
const SOURCES = [':(glob)packages/*/src/**', ':(glob)packages/jit/assembly/**'];

/**
 * The last commit that changed what is measured.
 *
 * @throws Error where that is not what is committed
 */
export function committed(root: string): string {
  const git = (...args: string[]) => execFileSync('git', [...args, '--', ...SOURCES], { cwd: root, encoding: 'utf8' });
  const changed = git('status', '--porcelain');
  if (changed !== '') throw new Error(`bench: --record takes what is committed; these are not:\n${changed}`);
  return git('log', '-1', '--format=%H').trim();
}

const rounded = (value: number) => Number(value.toPrecision(4));

export function readRuns(file: string): Run[] {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

export function writeRuns(file: string, runs: readonly Run[]): void {
  writeFileSync(file, `${JSON.stringify(runs, null, 2)}\n`);
}

/** The runs with one more; of the same commit on the same machine it adds to what was there. */
export function withRun(runs: readonly Run[], run: Run): Run[] {
  const before = runs.find((other) => other.commit === run.commit && isComparable(other, run));
  const whole = { ...run, workloads: { ...before?.workloads, ...run.workloads } };
  return [...runs.filter((other) => other !== before), whole];
}

/** The last run of another commit whose times may be compared with it. */
export function runBefore(runs: readonly Run[], run: Run): Run | undefined {
  return runs.findLast((other) => other.commit !== run.commit && isComparable(other, run));
}

function isComparable(a: Run, b: Run): boolean {
  return (['processor', 'node', 'clock', 'threads'] as const).every((key) => a[key] === b[key]);
}

/** Ours, before over after, of the workloads that both have. */
export function speedups(before: Run, after: Run): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after.workloads).flatMap(([name, { ours_ms }]) => {
      const other = before.workloads[name];
      return other ? [[name, other.ours_ms / ours_ms]] : [];
    }),
  );
}

/** The workloads that take more than a tenth longer than before. */
export function slowed(ratios: Readonly<Record<string, number>>): string[] {
  return Object.keys(ratios).filter((name) => (ratios[name] as number) < SLOWED);
}
