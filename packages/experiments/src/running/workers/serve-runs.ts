/** What a worker thread does, in Node and in browsers: makes the runs it is given, one after another. */
import { show } from '@mnist1d/checks';
import { setThreads } from '@mnist1d/jit';
import { toFiniteJson, toJson } from '@mnist1d/results';
import type { JsonObject, RunOutput } from '../experiment.ts';
import { getExperiment } from '../registry.ts';
import { callRun } from './call-run.ts';
import type { RunReport, RunRequest } from './worker-messages.ts';

/**
 * A listener to the requests of the thread that started this one.
 *
 * @param post sends to that thread
 * @param importModule imports the module of a user's experiment
 */
export function serveRuns(
  post: (report: RunReport) => void,
  importModule: (url: string) => Promise<unknown>,
): (request: RunRequest) => void {
  return (request) => makeRun(request, importModule, post);
}

async function makeRun(
  request: RunRequest,
  importModule: (url: string) => Promise<unknown>,
  report: (report: RunReport) => void,
): Promise<void> {
  const { experiment, module, spec, state, needed, numerics, threads } = request;
  try {
    setThreads(threads);
    if (module !== undefined) await importModule(module);
    const maker = getExperiment(experiment);
    // What JSON does not hold is named here: not all of it comes over.
    const where = `experiment '${experiment}', run '${maker.label(spec)}'`;
    const output = await callRun(maker, spec, {
      onProgress: (fraction) => report({ type: 'progress', fraction: Number(fraction) }),
      checkpoint: {
        read: () => state,
        write: async (next) =>
          report({ type: 'checkpoint', state: toFiniteJson(where, 'checkpoint', next) as JsonObject }),
      },
      needed,
      numerics,
    });
    report({ type: 'done', output: toJson(where, 'output', output) as unknown as RunOutput });
  } catch (error) {
    reportError(error, report);
  }
}

/** An error as it is, but for what does not come over. */
function reportError(error: unknown, report: (report: RunReport) => void): void {
  try {
    // Some come over as objects without a message: a DOMException, and what Node 20 says of an import in a thread with hooks.
    const isLost = error instanceof Error && !(structuredClone(error) instanceof Error);
    report({ type: 'failed', error: isLost ? withoutClass(error) : error });
  } catch {
    report({ type: 'failed', error: new Error(`threw ${show(error)}`) });
  }
}

function withoutClass({ message, name, stack }: Error): Error {
  return Object.assign(new Error(message), { name, stack });
}
