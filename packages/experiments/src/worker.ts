/** The script of a browser's worker: the experiments of the paper and what makes their runs. */
// At once, what they import later: a worker of several files is more than some bundlers make.
import '@tensorflow/tfjs-backend-cpu';
import './recipes/index.ts';
import { serveRuns } from './running/workers/serve-runs.ts';
import type { RunRequest, WorkerMessage } from './running/workers/worker-messages.ts';

/** The worker's own side, as far as it is used here. */
interface WorkerScope {
  postMessage(message: WorkerMessage): void;
  onmessage: (event: { readonly data: RunRequest }) => void;
}

const scope = globalThis as unknown as WorkerScope;
const serve = serveRuns(
  (report) => scope.postMessage(report),
  (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
);
scope.onmessage = ({ data }) => serve(data);
scope.postMessage({ type: 'ready' });
