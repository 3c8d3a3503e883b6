/** Other programs that time the same workloads, as running processes. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Round } from './measure.ts';

export interface Peer {
  /** The heading of its column. */
  readonly name: string;
  /** A round rejects with what the peer says in the place of a time. */
  round(workload: string): Round;
  stop(): void;
}

/** How a peer is started. */
export interface PeerProgram {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/** What a peer is told by its environment. */
export interface PeerSettings {
  readonly threads: number;
  /** Whether its times are the processor's. */
  readonly isProcessorTime: boolean;
}

/** Starts a program that reads lines `workload steps` and answers each with milliseconds per step, or why there are none. */
export function startPeer({ name, command }: PeerProgram, { threads, isProcessorTime }: PeerSettings): Peer {
  const [program, ...args] = command;
  const count = String(threads);
  const settings = { THREADS: count, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count };
  const clock = { CLOCK: isProcessorTime ? 'processor' : 'wall', PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(program, args, {
    env: { ...process.env, ...settings, ...clock },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // That it has ended is seen where its answer is awaited.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    name,
    round: (workload) => async (steps) => {
      child.stdin.write(`${workload} ${steps}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`its process has ended at ${workload}`);
      const milliseconds = Number(value);
      if (value === '' || !Number.isFinite(milliseconds)) throw new Error(value);
      return milliseconds;
    },
    stop: () => void child.kill(),
  };
}
