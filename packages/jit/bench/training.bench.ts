/**
 * Time of a training step of every workload of the paper, compiled, beside PyTorch's and JAX's on the same processor, in turns.
 *
 *     npm run bench                                            all benchmarks of the repository
 *     npm run bench -- jit [WORKLOAD …]                        this one, or some of its workloads
 *         --python PATH        a Python whose PyTorch and JAX are measured; may be given several times. Without it, the first
 *                              python3 in the path and the system's. JAX has two columns: as most people write it, and all steps
 *                              in one compiled loop, with convolutions as products
 *         --peers              further columns: eager tfjs, cpu and wasm, and jax-js, for the four classifiers; not in turns
 *         --threads N[,N …]    a table for each of these: ours and the peers with so many threads, JAX held to so many cores
 *         --processor-time     processor time in the place of wall time, with one thread: for a machine that is busy
 *         --record             keeps it in bench/record.json under this commit and machine, beside those before
 *         --sparse             pruned networks besides, with sparse products and without
 *         --json FILE          writes { threads: { N: { workloads: { name: { ours_ms, peers: { name: { ms, ratio } } } },
 *                              geometric_means } }, sparse }
 *     Not beside the peers:
 *         --compare COMMIT     this checkout beside another commit, in turns, in processor time; exit code 1 where a workload
 *                              takes more than a tenth longer; JSON: { compare: { name: { before_ms, after_ms, ratio } } }
 *         --fused              fused arithmetic beside exact; JSON: { fused: { name: { exact_ms, fused_ms, ratio } } }
 *         --speedup N          N threads beside one, and N copies at once, which is what the machine can give;
 *                              JSON: { speedup: { name: { one_ms, together_ms, gain, ceiling } } }
 *         --profile WORKLOAD   where the time of a step goes, kernel by kernel, with --threads N how long they wait for each
 *                              other, too; JSON: { profile: { part: { total, steps } } }, in microseconds
 *
 * bundle.mjs makes what runs, bench/dist, of this file and the compiler's sources.
 */
import '@tensorflow/tfjs-backend-cpu';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { setThreads } from '../src/index.ts';
import { type BenchmarkTimes, benchmark } from './benchmark.ts';
import { compareWith } from './compare.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { compareClasses, compareThreads, printProfile, printStartUp } from './ours-alone.ts';
import { findPythons, peerProgramsOf } from './pythons.ts';
import { committed, readRuns, runBefore, runOf, slowed, speedups, withRun, writeRuns } from './record.ts';
import { measureSparse } from './sparse.ts';
import { workloads } from './workloads/index.ts';

/** Seen from bench/dist. */
const root = fileURLToPath(new URL('../../../..', import.meta.url));

// Keeps the cpu backend's advertisement for tfjs-node off the terminal.
tf.enableProdMode();
await tf.setBackend('cpu');
try {
  const options = parseOptions(process.argv.slice(2), Object.keys(workloads));
  const figures = await measureAs(options);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 1)}\n`);
} catch (error) {
  const { message } = error as Error;
  console.error(message.startsWith('bench: ') ? message : error);
  process.exitCode = 2;
}

async function measureAs(options: BenchOptions): Promise<object> {
  const { mode, workloads: names } = options;
  if (mode === 'compare') return { compare: await compareWith(root, options.compare, names) };
  if (mode === 'fused') return { fused: await compareClasses(names) };
  if (mode === 'speedup') return { speedup: await compareThreads(names, options.speedup) };
  if (mode === 'profile') return { profile: await printProfile(options.profile, options.threads[0] as number) };
  return besidePeers(options);
}

async function besidePeers(options: BenchOptions): Promise<object> {
  const commit = options.record ? committed(root) : undefined;
  const pythons = findPythons(options.python);
  const programs = peerProgramsOf(pythons);
  console.log(`Node ${process.versions.node}`);
  for (const { name, command } of programs) console.log(`${name}: ${command[0]}`);
  if (programs.length === 0) console.log('PyTorch and JAX are not measured: no python3 here has one of them.');
  const times: Record<string, BenchmarkTimes> = {};
  for (const threads of options.threads) {
    setThreads(threads);
    console.log();
    const { isProcessorTime, peers: hasScriptPeers } = options;
    const settings = { names: options.workloads, programs, threads, isProcessorTime, hasScriptPeers };
    times[threads] = await benchmark(settings);
    if (commit !== undefined) record(commit, times[threads], settings);
  }
  const sparse = options.sparse ? await measureSparse() : undefined;
  if (options.workloads.length === Object.keys(workloads).length) printStartUp();
  return { threads: times, sparse };
}

function record(commit: string, times: BenchmarkTimes, settings: { threads: number; isProcessorTime: boolean }): void {
  const file = join(root, 'bench/record.json');
  const runs = readRuns(file);
  const run = runOf(commit, times, settings);
  writeRuns(file, withRun(runs, run));
  console.log('\nWritten: bench/record.json');
  const before = runBefore(runs, run);
  if (!before) return;
  const slower = slowed(speedups(before, run));
  const other = before.commit.slice(0, 8);
  if (slower.length > 0)
    console.log(`Slower by more than a tenth than ${other} was: ${slower.join(', ')}; to be sure: --compare ${other}`);
}
