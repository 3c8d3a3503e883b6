/** The same workloads in PyTorch, as a running process. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../dataset/bench/peer.ts';
import type { Round } from './measure.ts';

export interface TorchPeer {
  round(workload: string): Round;
  stop(): void;
}

/** Starts the peer, or returns undefined where there is no python3 with torch. */
export function startTorch(): TorchPeer | undefined {
  const python = findPython(['torch']);
  if (!python) return undefined;
  const child = spawn(python, [fileURLToPath(new URL('../torch_peer.py', import.meta.url))], {
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    round: (workload) => async (steps) => {
      child.stdin.write(`${workload} ${steps}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`torch_peer.py stopped at ${workload}`);
      return Number(value);
    },
    stop: () => child.stdin.end(),
  };
}
