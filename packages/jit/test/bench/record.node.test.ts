/** What is kept of measurements, and what of two of them slowed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  committed,
  type Run,
  readRuns,
  runBefore,
  runOf,
  slowed,
  speedups,
  withRun,
  writeRuns,
} from '../../bench/record.ts';

const folder = mkdtempSync(join(tmpdir(), 'mnist1d-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Milliseconds by workload. */
function run(commit: string, times: Record<string, number>, machine: Partial<Run> = {}): Run {
  const workloads = Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, { ours_ms: ms, ratios: {} }]));
  const here = { processor: 'a processor', node: '20.20.2', clock: 'wall', threads: 1 } as const;
  return { date: '2026-01-01', commit, ...here, workloads, ...machine };
}

test('a run says what was measured, where, of which commit, and the ratios by version', () => {
  const peers = { 'PyTorch 2.15.0': { ms: 0.5, ratio: 2.54321 }, 'JAX 0.10.1': { ms: 0.1, ratio: 0.5 } };
  const measured = { workloads: { 'mlp-100': { ours_ms: 0.1966666, peers } }, geometric_means: {} };
  const { date, processor, ...rest } = runOf('abc', measured, { threads: 2, isProcessorTime: false });
  expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(processor).not.toBe('');
  const workloads = { 'mlp-100': { ours_ms: 0.1967, ratios: { 'PyTorch 2.15.0': 2.543, 'JAX 0.10.1': 0.5 } } };
  expect(rest).toEqual({ commit: 'abc', node: process.versions.node, clock: 'wall', threads: 2, workloads });
});

test('a commit measured again on the same machine adds to what is there; on another it stands beside it', () => {
  const first = [run('a', { logistic: 1, 'mlp-100': 2 })];
  const again = withRun(first, run('a', { 'mlp-100': 3, 'cnn-25': 4 }));
  expect(again).toEqual([run('a', { logistic: 1, 'mlp-100': 3, 'cnn-25': 4 })]);
  for (const other of [{ processor: 'another' }, { node: '24.1.0' }, { clock: 'processor' }, { threads: 2 }] as const)
    expect(withRun(again, run('a', { logistic: 1 }, other))).toHaveLength(2);
  expect(withRun(again, run('b', { logistic: 1 })).map(({ commit }) => commit)).toEqual(['a', 'b']);
});

test('what is written is read again; without a file there are no runs', () => {
  const file = join(folder, 'record.json');
  expect(readRuns(file)).toEqual([]);
  writeRuns(file, [run('a', { logistic: 1 })]);
  expect(readRuns(file)).toEqual([run('a', { logistic: 1 })]);
  expect(readFileSync(file, 'utf8')).toMatch(/^\[\n {2}\{\n {4}"date": .*\n {4}"commit": "a",\n/);
});

test('two runs of a machine: ratios of the times, and what takes more than a tenth longer', () => {
  const before = run('a', { logistic: 1, 'mlp-100': 1, 'cnn-25': 1, gone: 1 });
  const after = run('c', { logistic: 1.09, 'mlp-100': 1.2, 'cnn-25': 0.5, fresh: 1 });
  const runs = [before, run('b', { logistic: 9 }, { node: '24.1.0' }), after];
  expect(runBefore(runs, after)).toBe(before);
  expect(runBefore([after], after)).toBeUndefined();
  const ratios = speedups(before, after);
  expect(Object.keys(ratios)).toEqual(['logistic', 'mlp-100', 'cnn-25']);
  expect(ratios['mlp-100']).toBeCloseTo(1 / 1.2, 9);
  expect(ratios['cnn-25']).toBe(2);
  expect(slowed(ratios)).toEqual(['mlp-100']);
});

test('a record is of the last commit that changed a source; changed sources are refused, other files are not', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder, encoding: 'utf8' });
  const commit = (file: string, text: string) => {
    writeFileSync(join(folder, file), text);
    git('add', file);
    git('commit', '-qm', file);
    return git('rev-parse', 'HEAD').trim();
  };
  for (const room of ['src/run', 'test']) mkdirSync(join(folder, 'packages/jit', room), { recursive: true });
  git('init', '-q');
  const source = commit('packages/jit/src/run/a.ts', '1');
  commit('packages/jit/test/a.ts', '1');
  writeFileSync(join(folder, 'packages/jit/test/a.ts'), '2');
  expect(committed(folder)).toBe(source);
  writeFileSync(join(folder, 'packages/jit/src/run/a.ts'), '2');
  expect(() => committed(folder)).toThrow('packages/jit/src/run/a.ts');
  const next = commit('packages/jit/src/run/a.ts', '3');
  expect(committed(folder)).toBe(next);
});
