/** The generator in NumPy and SciPy as a running process, for the benchmark and the tests. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Peer {
  /** Makes a dataset and returns the seconds that it took. */
  generate(options: object): Promise<number>;
  stop(): void;
}

/** A python3 that has these modules, or undefined. */
export function findPython(modules: readonly string[]): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0,
  );
}

/** Starts the peer, or returns undefined where numpy or scipy is missing. */
export function startPeer(): Peer | undefined {
  const python = findPython(['numpy', 'scipy']);
  if (!python) return undefined;
  const child = spawn(python, [fileURLToPath(new URL('peer.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async generate(options) {
      child.stdin.write(`${JSON.stringify(options)}\n`);
      return JSON.parse((await answers.next()).value);
    },
    stop: () => child.stdin.end(),
  };
}
