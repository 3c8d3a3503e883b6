/** This checkout beside another commit of it, in turns, in processor time. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPeer } from './line-peer.ts';
import { measure, median } from './measure.ts';
import { slowed } from './record.ts';
import { printHeadings, show } from './table.ts';

/** Milliseconds of the processor per step, and before over after: the medians of the rounds. */
interface Comparison {
  readonly before_ms: number;
  readonly after_ms: number;
  readonly ratio: number;
}

/** Builds the other commit in a worktree of its own, which is gone afterwards, and prints a row for each workload. */
export async function compareWith(root: string, commit: string, names: readonly string[]): Promise<object> {
  const hash = commitOf(root, commit);
  const folder = mkdtempSync(join(tmpdir(), 'mnist1d-bench-'));
  const tree = join(folder, 'tree');
  const worktree = (...args: string[]) => execFileSync('git', ['worktree', ...args], { cwd: root, stdio: 'ignore' });
  try {
    worktree('add', '--detach', tree, hash);
    build(root, tree);
    return await compareTrees(tree, root, hash.slice(0, 8), names);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    worktree('prune');
  }
}

function commitOf(root: string, commit: string): string {
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`];
    return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    throw new RangeError(`bench: --compare must be a commit of this repository, got '${commit}'`);
  }
}

/** Its program is bundled by this checkout, for the other may not have it yet. */
function build(root: string, tree: string): void {
  const run = (cwd: string, program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  console.log('Builds the other commit …');
  run(tree, 'pnpm', 'install', '--frozen-lockfile', '--silent');
  run(tree, 'pnpm', 'exec', 'turbo', 'run', 'build', '--filter=@mnist1d/jit...', '--output-logs=errors-only');
  const bench = 'packages/jit/bench';
  copyFileSync(join(root, bench, 'serve.ts'), join(tree, bench, 'serve.ts'));
  run(join(tree, 'packages/jit'), process.execPath, join(root, bench, 'bundle.mjs'), 'serve.ts');
}

async function compareTrees(before: string, after: string, name: string, names: readonly string[]): Promise<object> {
  console.log('\nMilliseconds of the processor per step; ratio = before / after\n');
  const print = printHeadings(['', name, 'here', 'ratio']);
  const results: Record<string, Comparison> = {};
  const measureAll = async (workloads: readonly string[]) => {
    for (const workload of workloads) {
      const result = await inTurns([before, after], workload).catch((error: Error) => error);
      if (result instanceof Error) print([workload, `   ${result.message}`]);
      else {
        results[workload] = result;
        print([workload, ...[result.before_ms, result.after_ms, result.ratio].map(show)]);
      }
    }
  };
  const slower = () => slowed(Object.fromEntries(Object.entries(results).map(([key, { ratio }]) => [key, ratio])));
  await measureAll(names);
  if (Object.keys(results).length === 0) throw new Error('bench: no workload could be compared');
  if (slower().length > 0) {
    console.log('\nOnce more, what slowed:');
    await measureAll(slower());
  }
  const found = slower();
  console.log(
    found.length > 0 ? `\nSlower by more than a tenth: ${found.join(', ')}` : '\nNone slowed by more than a tenth.',
  );
  if (found.length > 0) process.exitCode = 1;
  return results;
}

/** In new processes, for where a program happens to lie in memory may cost it some hundredths. */
async function inTurns(trees: readonly [before: string, after: string], workload: string): Promise<Comparison> {
  const peers = trees.map((tree) =>
    startPeer(
      { name: tree, command: [process.execPath, join(tree, 'packages/jit/bench/dist/serve.js')] },
      { threads: 1, isProcessorTime: true },
    ),
  );
  try {
    const [before = [], after = []] = await measure(peers.map((peer) => peer.round(workload)));
    const ratio = median(before.map((ms, i) => ms / (after[i] as number)));
    return { before_ms: median(before), after_ms: median(after), ratio };
  } finally {
    for (const peer of peers) peer.stop();
  }
}
