/** Starts a worker thread of Node (Node only). */
import { Worker } from 'node:worker_threads';
import type { Thread, WorkerEvents } from './worker-messages.ts';

export function startInNode({ onMessage, onDeath }: WorkerEvents): Thread {
  // No literal: a bundler would copy the script.
  const script = './node-worker.js';
  const worker = new Worker(new URL(script, import.meta.url));
  worker
    .on('message', onMessage)
    .on('error', (error) => onDeath(String(error instanceof Error ? error.message : error), error))
    .on('exit', (code) => onDeath(`ended with code ${code}`, undefined, ''));
  return { post: (request) => worker.postMessage(request), terminate: () => void worker.terminate() };
}
