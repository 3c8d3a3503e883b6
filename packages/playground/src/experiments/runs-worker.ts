/**
 * The script of the worker that has the experiments made, and checks result files. Those that it starts to make runs have this
 * script, too, and the name `maker`.
 */
import { indexedDbRunStore } from '@mnist1d/experiments/browser-storage';
// Listens for runs to make.
import '@mnist1d/experiments/worker';
import { registerKernel } from '@tensorflow/tfjs-core';
import '../engine/cpu-backend.ts';
import { kernels } from './cpu-kernels.ts';
import type { RunnerReport, RunnerRequest } from './messages.ts';
import { readResult } from './read-result.ts';
import { countKept, listExperiments, outcomeOf, runWatched } from './watched-run.ts';

interface WorkerScope {
  readonly name: string;
  postMessage(report: RunnerReport): void;
  onmessage: (event: { readonly data: RunnerRequest }) => void;
}

for (const kernel of kernels) registerKernel(kernel);

const scope = globalThis as unknown as WorkerScope;
const report = (message: RunnerReport) => scope.postMessage(message);
const store = indexedDbRunStore(undefined, (message) => report({ type: 'warning', message }));
/** Milliseconds between two reports of the same run. */
const INTERVAL = 100;

if (scope.name !== 'maker') {
  scope.onmessage = async ({ data }) => {
    try {
      await answer(data);
    } catch (error) {
      report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
  report({ type: 'list', list: listExperiments() });
}

async function answer(request: RunnerRequest): Promise<void> {
  switch (request.type) {
    case 'count':
      return report({ type: 'kept', choice: request.choice, finished: await countKept(request.choice, store) });
    case 'read': {
      const { result, remarks } = await readResult(request.file);
      return report({ type: 'done', outcome: outcomeOf(result), remarks });
    }
    case 'run': {
      let last = { time: 0, finished: -1 };
      const outcome = await runWatched(request.choice, {
        ...{ store, fresh: request.fresh, workers: request.workers },
        onProgress(progress) {
          const time = performance.now();
          if (time - last.time < INTERVAL && progress.finished === last.finished) return;
          last = { time, finished: progress.finished };
          report({ type: 'progress', progress });
        },
        onPartial: (partial) => report({ type: 'partial', outcome: partial }),
        onWarning: (message) => report({ type: 'warning', message }),
      });
      report({ type: 'done', outcome, remarks: [] });
    }
  }
}
