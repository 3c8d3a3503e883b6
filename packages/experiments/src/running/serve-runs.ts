/** What a worker thread does, in Node and in browsers: makes the runs it is given, one after another. */
import { getExperiment } from './registry.ts';
import { isNode, type RunReport, type RunRequest } from './worker-messages.ts';

/** The browser's side of a worker, as far as it is used here. */
interface WorkerScope {
  postMessage(report: RunReport): void;
  addEventListener(type: 'message', listener: (event: { data: RunRequest }) => void): void;
}

/** Answers the requests of the thread that started this one. */
export function serveRuns(): void {
  if (isNode()) {
    const { parentPort } = process.getBuiltinModule('node:worker_threads');
    parentPort?.on('message', (request: RunRequest) => makeRun(request, (report) => parentPort.postMessage(report)));
  } else {
    const scope = globalThis as unknown as WorkerScope;
    scope.addEventListener('message', ({ data }) => makeRun(data, (report) => scope.postMessage(report)));
  }
}

async function makeRun(request: RunRequest, report: (report: RunReport) => void): Promise<void> {
  const { experiment, module, spec, state, needed } = request;
  try {
    if (module !== undefined) await import(/* @vite-ignore */ module);
    const output = await getExperiment(experiment).run(spec, {
      onProgress: (fraction) => report({ type: 'progress', fraction }),
      checkpoint: { read: () => state, write: async (next) => report({ type: 'checkpoint', state: next }) },
      needed,
    });
    report({ type: 'done', output });
  } catch (error) {
    report({ type: 'failed', error });
  }
}
