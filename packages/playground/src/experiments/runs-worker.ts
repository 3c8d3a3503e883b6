/** The script of a worker: makes the runs of experiments, and checks result files. */
import { indexedDbRunStore } from '@mnist1d/experiments/browser-storage';
import { registerKernel } from '@tensorflow/tfjs-core';
import '../engine/cpu-backend.ts';
import { kernels } from './cpu-kernels.ts';
import type { RunnerReport, RunnerRequest } from './messages.ts';
import { readResult } from './read-result.ts';
import { countKept, listExperiments, outcomeOf, runWatched } from './watched-run.ts';

interface WorkerScope {
  postMessage(report: RunnerReport): void;
  onmessage: (event: { readonly data: RunnerRequest }) => void;
}

for (const kernel of kernels) registerKernel(kernel);

const scope = globalThis as unknown as WorkerScope;
const report = (message: RunnerReport) => scope.postMessage(message);
const store = indexedDbRunStore(undefined, (message) => report({ type: 'warning', message }));
/** Milliseconds between two reports of the same run. */
const INTERVAL = 100;

scope.onmessage = async ({ data }) => {
  try {
    await answer(data);
  } catch (error) {
    report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
};
report({ type: 'list', list: listExperiments() });

async function answer(request: RunnerRequest): Promise<void> {
  switch (request.type) {
    case 'count':
      return report({ type: 'kept', id: request.id, ...(await countKept(request.id, store)) });
    case 'read': {
      const { result, remarks } = await readResult(request.file);
      return report({ type: 'done', outcome: outcomeOf(result), remarks });
    }
    case 'run': {
      let last = { time: 0, finished: -1 };
      const outcome = await runWatched(request.id, {
        ...{ store, fresh: request.fresh },
        onProgress(progress) {
          const time = performance.now();
          if (time - last.time < INTERVAL && progress.finished === last.finished) return;
          last = { time, finished: progress.finished };
          report({ type: 'progress', progress });
        },
        onPartial: (partial) => report({ type: 'partial', outcome: partial }),
      });
      report({ type: 'done', outcome, remarks: [] });
    }
  }
}
