/** What a worker thread does, in Node and in browsers: makes the runs it is given, one after another. */
import { show } from '@mnist1d/checks';
import { toFiniteJson, toJson } from '@mnist1d/results';
import type { JsonObject, RunOutput } from '../experiment.ts';
import { getExperiment } from '../registry.ts';
import { isNode, type RunReport, type RunRequest, type WorkerMessage } from './worker-messages.ts';

/** The browser's side of a worker, as far as it is used here. */
interface WorkerScope {
  postMessage(message: WorkerMessage): void;
  addEventListener(type: 'message', listener: (event: { data: RunRequest }) => void): void;
}

/** Answers the requests of the thread that started this one. */
export function serveRuns(): void {
  if (isNode()) {
    const { parentPort } = process.getBuiltinModule('node:worker_threads');
    parentPort?.on('message', (request: RunRequest) => makeRun(request, (report) => parentPort.postMessage(report)));
    parentPort?.postMessage({ type: 'ready' } satisfies WorkerMessage);
  } else {
    const scope = globalThis as unknown as WorkerScope;
    scope.addEventListener('message', ({ data }) => makeRun(data, (report) => scope.postMessage(report)));
    scope.postMessage({ type: 'ready' });
  }
}

async function makeRun(request: RunRequest, report: (report: RunReport) => void): Promise<void> {
  const { experiment, module, spec, state, needed } = request;
  try {
    if (module !== undefined) await importModule(module);
    const maker = getExperiment(experiment);
    // What JSON does not hold is named here: not all of it comes over.
    const where = `experiment '${experiment}', run '${maker.label(spec)}'`;
    const output = await maker.run(spec, {
      onProgress: (fraction) => report({ type: 'progress', fraction: Number(fraction) }),
      checkpoint: {
        read: () => state,
        write: async (next) =>
          report({ type: 'checkpoint', state: toFiniteJson(where, 'checkpoint', next) as JsonObject }),
      },
      needed,
    });
    report({ type: 'done', output: toJson(where, 'output', output) as unknown as RunOutput });
  } catch (error) {
    reportError(error, report);
  }
}

async function importModule(module: string): Promise<void> {
  if (isNode()) await (await import('../node-only.ts')).importModule(module);
  else await import(/* @vite-ignore */ /* webpackIgnore: true */ module);
}

/** An error as it is, but for what does not come over. */
function reportError(error: unknown, report: (report: RunReport) => void): void {
  try {
    report({ type: 'failed', error: error instanceof DOMException ? new Error(error.message) : error });
  } catch {
    report({ type: 'failed', error: new Error(`threw ${show(error)}`) });
  }
}
