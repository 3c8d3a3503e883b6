/** The script of a worker thread, in Node and in browsers: makes the runs it is given, one after another. */
import { getExperiment } from './registry.ts';
import { isNode, type RunReport, type RunRequest } from './worker-messages.ts';

/** The browser's side of a worker, as far as it is used here. */
interface WorkerScope {
  postMessage(report: RunReport): void;
  addEventListener(type: 'message', listener: (event: { data: RunRequest }) => void): void;
}

if (isNode()) {
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  parentPort?.on('message', (request: RunRequest) => makeRun(request, (report) => parentPort.postMessage(report)));
} else {
  const scope = globalThis as unknown as WorkerScope;
  scope.addEventListener('message', ({ data }) => makeRun(data, (report) => scope.postMessage(report)));
}

async function makeRun({ experiment, module, spec }: RunRequest, report: (report: RunReport) => void): Promise<void> {
  try {
    if (module !== undefined) await import(/* @vite-ignore */ module);
    const onProgress = (fraction: number) => report({ type: 'progress', fraction });
    report({ type: 'done', output: await getExperiment(experiment).run(spec, { signal: undefined, onProgress }) });
  } catch (error) {
    report({ type: 'failed', error });
  }
}
