/** Runs the built command as a user's shell would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Flags of Node with which there is relaxed SIMD. */
export const relaxedSimd = process.versions.node.startsWith('20.') ? ['--experimental-wasm-relaxed-simd'] : [];

/** Starts `mnist1d` with arguments in a folder; `onStart` gets the process, to send it signals. */
export function mnist1d(
  args: readonly string[],
  cwd: string,
  onStart: (child: ChildProcess) => void = () => {},
  flags: readonly string[] = [],
): Promise<Finished> {
  const child = spawn(process.execPath, [...flags, resolve(import.meta.dirname, '../dist/main.js'), ...args], { cwd });
  onStart(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })));
}
