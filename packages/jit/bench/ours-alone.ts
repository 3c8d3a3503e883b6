/** What is measured of ours alone: classes of arithmetic, threads, where the time goes, how soon a process has begun. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Profile, setThreads } from '../src/index.ts';
import { startPeer } from './line-peer.ts';
import { measure, median, processorRoundOf, roundOf } from './measure.ts';
import { printHeadings, show } from './table.ts';
import { type Workload, workloads } from './workloads/index.ts';

const workloadOf = (name: string) => workloads[name] as Workload;
const program = (name: string) => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));

export async function printProfile(name: string, threads: number): Promise<Readonly<Record<string, Profile>>> {
  setThreads(threads);
  const runner = workloadOf(name).compile();
  await runner.run(1);
  const profiles = runner.profile();
  for (const [part, profile] of Object.entries(profiles)) console.log(`${name}, ${part}: ${profile}\n`);
  return profiles;
}

/** The classes of arithmetic in turns: milliseconds of the processor per step, and exact over fused. */
export async function compareClasses(names: readonly string[]): Promise<object> {
  console.log('Milliseconds of the processor per step; ratio = exact / fused\n');
  const print = printHeadings(['', 'exact', 'fused', 'ratio']);
  const results: Record<string, object> = {};
  for (const name of names) {
    const rounds = (['exact', 'fused'] as const).map((numerics) =>
      processorRoundOf(workloadOf(name).compile(numerics).run),
    );
    const [exact = [], fused = []] = await measure(rounds);
    const ratio = median(exact.map((ms, i) => ms / (fused[i] as number)));
    results[name] = { exact_ms: median(exact), fused_ms: median(fused), ratio };
    print([name, ...[median(exact), median(fused), ratio].map(show)]);
  }
  return results;
}

/** One thread and several in turns, then one beside as many copies of it as there are threads besides. */
export async function compareThreads(names: readonly string[], threads: number): Promise<object> {
  console.log(`Milliseconds per step; gain = one / ${threads} threads; ceiling: that of ${threads} copies at once\n`);
  const print = printHeadings(['', 'one', `${threads}`, 'gain', 'ceiling', 'share']);
  const results: Record<string, object> = {};
  for (const name of names) {
    const [one, several] = [1, threads].map((count) => {
      setThreads(count);
      return roundOf(workloadOf(name).compile().run);
    }) as [ReturnType<typeof roundOf>, ReturnType<typeof roundOf>];
    const [alone = [], together = []] = await measure([one, several]);
    const others = Array.from({ length: threads - 1 }, () =>
      startPeer(
        { name: 'a copy', command: [process.execPath, program('serve')] },
        { threads: 1, isProcessorTime: false },
      ),
    );
    for (const other of others) await other.round(name)(3);
    // Until they are stopped.
    for (const other of others)
      void other
        .round(name)(1e9)
        .catch(() => {});
    const [besides = []] = await measure([one]);
    for (const other of others) other.stop();
    const gain = median(alone.map((ms, i) => ms / (together[i] as number)));
    const ceiling = (threads * median(alone)) / median(besides);
    results[name] = { one_ms: median(alone), together_ms: median(together), gain, ceiling };
    print([name, ...[median(alone), median(together), gain, ceiling, gain / ceiling].map(show)]);
  }
  return results;
}

export function printStartUp(): void {
  console.log('\nFresh process to the end of its first training step\n');
  const print = printHeadings(['', 'seconds', 'goal']);
  for (const [model, goal] of Object.entries({ mlp: 1, cnn: 1, gru: 3 })) {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, [program('start-up'), model], { stdio: 'inherit' });
      if (status !== 0) throw new Error(`start-up.js ${model} failed`);
      return (performance.now() - start) / 1000;
    });
    print([model, median(times).toFixed(2), `< ${goal}`]);
  }
}
