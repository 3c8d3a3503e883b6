/** The script of a worker thread of Node: as worker.ts. */
import { parentPort } from 'node:worker_threads';
import './recipes/index.ts';
import { importModule } from './running/import-module.ts';
import { serveRuns } from './running/workers/serve-runs.ts';
import type { WorkerMessage } from './running/workers/worker-messages.ts';

const post = (message: WorkerMessage) => parentPort?.postMessage(message);
parentPort?.on('message', serveRuns(post, importModule));
post({ type: 'ready' });
