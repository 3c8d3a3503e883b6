/** The script of a worker thread, in Node and in browsers: makes the runs it is given, one after another. */
import workerpool from 'workerpool';
import type { JsonObject, RunOutput } from './experiment.ts';
import { getExperiment } from './registry.ts';

async function run(experiment: string, module: string | undefined, spec: JsonObject): Promise<RunOutput> {
  if (module !== undefined) await import(/* @vite-ignore */ module);
  return getExperiment(experiment).run(spec, { signal: undefined, onProgress: workerpool.workerEmit });
}

workerpool.worker({ run });
