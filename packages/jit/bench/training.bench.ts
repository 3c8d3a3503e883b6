/**
 * Time of a training step of every workload of the paper, compiled, beside PyTorch's on the same processor, in turns.
 *
 *     npm run bench                                            all benchmarks of the repository
 *     npm run bench -- jit [WORKLOAD …]                        this one, or some of its workloads
 *         --json FILE          writes { workloads: { name: { ours_ms, torch_ms, ratio, peers_ms } }, geometric_mean, sparse }
 *         --peers              further columns: eager tfjs, cpu and wasm, and jax-js, where they can run the workload
 *         --fused              not beside PyTorch, but fused arithmetic beside exact; JSON: { fused: { name: { exact_ms, fused_ms, ratio } } }
 *         --threads N          not beside PyTorch, but N threads beside one, and N copies at once, which is what the machine can give;
 *                              JSON: { threads: { name: { one_ms, together_ms, gain, ceiling } } }
 *         --sparse             pruned networks besides, with sparse products and without
 *         --profile WORKLOAD   not beside PyTorch, but where the time of a step goes, kernel by kernel, with --threads N
 *                              how long they wait for each other, too; JSON: { profile: { part:
 *                              { total, steps } } }, in microseconds
 *
 * Without a python3 that has torch it measures ours alone. The script bundles this file with the compiler's sources into
 * bench/dist: Node 20 runs no TypeScript, and nothing but the compiler is compiled anew.
 */
import '@tensorflow/tfjs-backend-cpu';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { type Profile, setThreads } from '../src/index.ts';
import { geometricMean, measure, median, processorRoundOf, type Round, roundOf } from './measure.ts';
import { measurePeers, peerNames } from './peers.ts';
import { measureSparse } from './sparse.ts';
import { startTorch, type TorchPeer } from './torch-peer.ts';
import { type Workload, workloads } from './workloads/index.ts';

/** Milliseconds per step, and PyTorch's over ours: the medians of the rounds. */
interface Result {
  readonly ours_ms: number;
  readonly torch_ms?: number;
  readonly ratio?: number;
  /** Of {@link peerNames}, those that can run the workload. */
  readonly peers_ms?: Readonly<Record<string, number>>;
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    peers: { type: 'boolean' },
    fused: { type: 'boolean' },
    threads: { type: 'string' },
    'keep-busy': { type: 'boolean' },
    sparse: { type: 'boolean' },
    profile: { type: 'string' },
  },
});

// Keeps the cpu backend's advertisement for tfjs-node off the terminal.
tf.enableProdMode();
await tf.setBackend('cpu');
const names = positionals.length > 0 ? positionals : Object.keys(workloads);
if (flags['keep-busy']) await keepBusy(names[0] as string);
const figures =
  flags.profile !== undefined
    ? { profile: await printProfile(flags.profile) }
    : flags.fused
      ? { fused: await compareClasses(names) }
      : flags.threads !== undefined
        ? { threads: await compareThreads(names, Number(flags.threads)) }
        : await benchmark(names);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(figures, null, 1)}\n`);

function workloadOf(name: string): Workload {
  const workload = workloads[name];
  if (!workload) throw new RangeError(`bench: there is no workload '${name}' (${Object.keys(workloads).join(', ')})`);
  return workload;
}

async function printProfile(name: string): Promise<Readonly<Record<string, Profile>>> {
  setThreads(Number(flags.threads ?? 1));
  const runner = workloadOf(name).compile();
  await runner.run(1);
  const profiles = runner.profile();
  for (const [part, profile] of Object.entries(profiles)) console.log(`${name}, ${part}: ${profile}\n`);
  return profiles;
}

/** The classes of arithmetic in turns: milliseconds of the processor per step, and exact over fused. */
async function compareClasses(names: readonly string[]): Promise<object> {
  console.log('Milliseconds of the processor per step; ratio = exact / fused\n');
  printRow(['', 'exact', 'fused', 'ratio']);
  const results: Record<string, object> = {};
  for (const name of names) {
    const rounds = (['exact', 'fused'] as const).map((numerics) =>
      processorRoundOf(workloadOf(name).compile(numerics).run),
    );
    const [exact = [], fused = []] = await measure(rounds);
    const ratio = median(exact.map((ms, i) => ms / (fused[i] as number)));
    results[name] = { exact_ms: median(exact), fused_ms: median(fused), ratio };
    printRow([name, ...[median(exact), median(fused), ratio].map(show)]);
  }
  return results;
}

/** One thread and several in turns, then one beside as many copies of it as there are threads besides. */
async function compareThreads(names: readonly string[], threads: number): Promise<object> {
  console.log(`Milliseconds per step; gain = one / ${threads} threads; ceiling: that of ${threads} copies at once\n`);
  printRow(['', 'one', `${threads}`, 'gain', 'ceiling', 'share']);
  const results: Record<string, object> = {};
  for (const name of names) {
    const [one, several] = [1, threads].map((count) => {
      setThreads(count);
      return roundOf(workloadOf(name).compile().run);
    }) as [Round, Round];
    const [alone = [], together = []] = await measure([one, several]);
    const others = await Promise.all(Array.from({ length: threads - 1 }, () => startBusy(name)));
    const [besides = []] = await measure([one]);
    for (const other of others) other.kill();
    const gain = median(alone.map((ms, i) => ms / (together[i] as number)));
    const ceiling = (threads * median(alone)) / median(besides);
    results[name] = { one_ms: median(alone), together_ms: median(together), gain, ceiling };
    printRow([name, ...[median(alone), median(together), gain, ceiling, gain / ceiling].map(show)]);
  }
  return results;
}

/** A process that runs a workload until it is killed; it has begun. */
function startBusy(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), name, '--keep-busy'], { stdio: 'pipe' });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve(child));
    child.once('exit', () => reject(new Error(`bench: the process that was to run ${name} has ended`)));
  });
}

async function keepBusy(name: string): Promise<never> {
  const { run } = workloadOf(name).compile();
  await run(3);
  for (;;) {
    await run(100);
    process.stdout.write('.');
  }
}

async function benchmark(names: readonly string[]): Promise<object> {
  const selected = names.map((name) => [name, workloadOf(name)] as const);
  const torch = startTorch();
  if (!torch) console.log('PyTorch is not measured: no python3 here has torch.\n');
  console.log('Milliseconds per step, one thread; ratio = PyTorch / ours\n');
  printRow(['', 'ours', 'PyTorch', 'ratio', 'goal', 'compile', ...(flags.peers ? peerNames : [])]);
  const results: Record<string, Result> = {};
  for (const [name, workload] of selected) {
    try {
      const { result, compileTime } = await measureWorkload(name, workload, torch);
      const { ours_ms, torch_ms, ratio } = result;
      const met = ratio === undefined ? '' : ratio >= workload.goal ? ' ✓' : ' ✗';
      const peers = flags.peers ? await measurePeers(name) : [];
      const measured = peerNames.flatMap((peer, i) => (peers[i] === undefined ? [] : [[peer, peers[i]] as const]));
      results[name] = { ...result, ...(measured.length > 0 && { peers_ms: Object.fromEntries(measured) }) };
      const times = [ours_ms, torch_ms].map(show);
      printRow([name, ...times, show(ratio) + met, `≥ ${workload.goal}`, compileTime.toFixed(0), ...peers.map(show)]);
    } catch (error) {
      printRow([name, `   ${error}`]);
      process.exitCode = 1;
    }
  }
  torch?.stop();
  const ratios = Object.values(results).flatMap(({ ratio }) => ratio ?? []);
  const mean = ratios.length > 0 ? geometricMean(ratios) : undefined;
  if (mean !== undefined) printRow(['geometric mean', '', '', show(mean), '≥ 3', '']);
  const sparse = flags.sparse ? await measureSparse() : undefined;
  if (positionals.length === 0) printStartUp();
  return { workloads: results, geometric_mean: mean, sparse };
}

async function measureWorkload(name: string, { compile }: Workload, torch: TorchPeer | undefined) {
  const start = performance.now();
  const runner = compile();
  const compileTime = performance.now() - start;
  const ours = roundOf(runner.run);
  return { compileTime, result: resultOf(await measure(torch ? [ours, torch.round(name)] : [ours])) };
}

function resultOf([ours, torch]: readonly (readonly number[])[]): Result {
  const ours_ms = median(ours ?? []);
  if (!torch) return { ours_ms };
  return { ours_ms, torch_ms: median(torch), ratio: median(torch.map((ms, i) => ms / (ours?.[i] as number))) };
}

function printStartUp(): void {
  console.log('\nFresh process to the end of its first training step, seconds');
  for (const [model, goal] of Object.entries({ mlp: 1, cnn: 1, gru: 3 })) {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('start-up.js', import.meta.url)), model], {
        stdio: 'inherit',
      });
      if (status !== 0) throw new Error(`start-up.js ${model} failed`);
      return (performance.now() - start) / 1000;
    });
    printRow([model, median(times).toFixed(2), '', '', `< ${goal}`]);
  }
}

function show(value: number | undefined): string {
  return value === undefined ? '' : value.toPrecision(3);
}

function printRow([name, ...cells]: readonly string[]): void {
  console.log(`${name?.padEnd(32)}${cells.map((cell) => cell.padStart(10)).join('')}`);
}
