/** A step of every workload beside the peers, in turns. */
import { type PeerProgram, startPeer } from './line-peer.ts';
import { geometricMean, measure, median, processorRoundOf, roundOf } from './measure.ts';
import { models, scriptPeers } from './script-peers.ts';
import { printHeadings, show } from './table.ts';
import { workloads } from './workloads/index.ts';

/** Milliseconds per step, and theirs over ours: the medians of the rounds. */
interface WorkloadTimes {
  readonly ours_ms: number;
  readonly peers: Readonly<Record<string, { readonly ms: number; readonly ratio: number }>>;
}

export interface BenchmarkTimes {
  readonly workloads: Readonly<Record<string, WorkloadTimes>>;
  /** Of the ratios of each peer, over the workloads that it was measured with. */
  readonly geometric_means: Readonly<Record<string, number>>;
}

export interface BenchmarkSettings {
  readonly names: readonly string[];
  readonly programs: readonly PeerProgram[];
  readonly threads: number;
  readonly isProcessorTime: boolean;
  /** Whether {@link scriptPeers} are measured, too. */
  readonly hasScriptPeers: boolean;
}

/** PyTorch's geometric mean is at least this. */
const MEAN_GOAL = 3;

/** Measures and prints a row for each workload. A mark says whether a ratio is what it should be: PyTorch's goal, for others 1. */
export async function benchmark(settings: BenchmarkSettings): Promise<BenchmarkTimes> {
  const { names, programs, threads, isProcessorTime, hasScriptPeers } = settings;
  const columns = [...programs.map(({ name }) => name), ...(hasScriptPeers ? Object.keys(scriptPeers) : [])];
  const unit = isProcessorTime ? 'Milliseconds of the processor' : 'Milliseconds';
  console.log(`${unit} per step, ${threads === 1 ? 'one thread' : `${threads} threads`}; below a peer: peer / ours\n`);
  const print = printHeadings(['', 'ours', ...columns, 'goal', 'compile']);
  const results: Record<string, WorkloadTimes> = {};
  const missing: string[] = [];
  for (const name of names) {
    const goal = workloads[name]?.goal as number;
    try {
      const { times, compileTime } = await measureWorkload(name, settings, missing);
      results[name] = times;
      const ratios = columns.map((column) => marked(times.peers[column]?.ratio, goalOf(column, goal)));
      print([name, show(times.ours_ms), ...ratios, `≥ ${goal}`, compileTime.toFixed(0)]);
    } catch (error) {
      print([name, `   ${error}`]);
      process.exitCode = 1;
    }
  }
  const means = Object.fromEntries(
    columns.flatMap((column) => {
      const ratios = Object.values(results).flatMap(({ peers }) => peers[column]?.ratio ?? []);
      return ratios.length > 0 ? [[column, geometricMean(ratios)]] : [];
    }),
  );
  if (names.length > 1)
    print(['geometric mean', '', ...columns.map((column) => marked(means[column], goalOf(column, MEAN_GOAL))), '', '']);
  if (columns.length > 0)
    console.log('\n✓, ✗: whether it is PyTorch’s goal, of the others 1, or more; –: not measured');
  if (hasScriptPeers)
    missing.unshift(`${Object.keys(scriptPeers).join(', ')}: measured with the four classifiers alone`);
  for (const line of missing) console.log(line);
  return { workloads: results, geometric_means: means };
}

const goalOf = (column: string, goal: number) => (column.startsWith('PyTorch') ? goal : 1);

function marked(ratio: number | undefined, goal: number): string {
  return ratio === undefined ? '–' : `${show(ratio)} ${ratio >= goal ? '✓' : '✗'}`;
}

/** What keeps a peer from a workload is added to `missing`. */
async function measureWorkload(name: string, settings: BenchmarkSettings, missing: string[]) {
  const start = performance.now();
  const runner = workloads[name]?.compile();
  if (!runner) throw new RangeError(`there is no workload '${name}'`);
  const compileTime = performance.now() - start;
  const ours = (settings.isProcessorTime ? processorRoundOf : roundOf)(runner.run);
  const all: number[] = [];
  const times: Record<string, { ms: number; ratio: number }> = {};
  const failed = (peer: string, error: unknown) => void missing.push(`${peer}, ${name}: ${(error as Error).message}`);
  for (const program of settings.programs) {
    // One at a time, and gone afterwards: some workloads take ten gigabytes in each of them.
    const peer = startPeer(program, settings);
    try {
      const [mine = [], theirs = []] = await measure([ours, peer.round(name)]);
      all.push(...mine);
      times[program.name] = { ms: median(theirs), ratio: median(theirs.map((ms, i) => ms / (mine[i] as number))) };
    } catch (error) {
      failed(program.name, error);
    }
    peer.stop();
  }
  if (all.length === 0) all.push(...((await measure([ours]))[0] as number[]));
  const ours_ms = median(all);
  const model = models[name as keyof typeof models];
  for (const [peer, timeOf] of Object.entries(settings.hasScriptPeers && model ? scriptPeers : {}))
    try {
      const ms = await timeOf(model);
      times[peer] = { ms, ratio: ms / ours_ms };
    } catch (error) {
      failed(peer, error);
    }
  return { compileTime, times: { ours_ms, peers: times } };
}
