/** Runs an experiment: configuration, runs (stored ones are not run again), summary, claims. */
import * as tf from '@tensorflow/tfjs-core';
import manifest from '../package.json' with { type: 'json' };
import { checkInteger, checkName } from './check-options.ts';
import { resolveConfig } from './config.ts';
import { type Claim, checkClaims, type Experiment, type JsonObject, type PresetName, type Run } from './experiment.ts';
import { getExperiment } from './registry.ts';
import { runKey } from './run-key.ts';
import { inThread, inWorkers, type RunPool } from './run-pool.ts';

/** Where finished runs are kept, so that none is computed twice. `storage.ts` keeps them in files. */
export interface RunStore {
  /** The stored run of that key, if there is one that can be trusted. */
  read(key: string): Promise<Run | undefined>;
  write(key: string, run: Run): Promise<void>;
}

/** How far an experiment is. Comes with everything that happens to a run. */
export interface ExperimentProgress {
  /** The run that something happened to, and what. `stored` runs came from the store. */
  readonly label: string;
  readonly event: 'started' | 'running' | 'finished' | 'stored';
  /** Share of that run, 0 … 1. */
  readonly runFraction: number;
  /** The labels of all runs in progress. */
  readonly running: readonly string[];
  /** Runs finished, of `runs`. */
  readonly finished: number;
  readonly runs: number;
  /** Share of the whole experiment, 0 … 1, weighed by expected time. */
  readonly fraction: number;
}

export interface RunExperimentOptions {
  readonly preset?: PresetName;
  /** Changes to the preset's configuration. */
  readonly config?: JsonObject;
  /** Stops the experiment; the promise rejects with the signal's reason. Finished runs stay in the store. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  readonly store?: RunStore;
  /** Worker threads to spread the runs over. Default: none, the runs are made in this thread. */
  readonly workers?: number;
}

/** The result of an experiment. It is JSON, and every claim can be recomputed from `data.runs`. */
export interface ExperimentResult {
  readonly schema: 'mnist1d.result/1';
  readonly experiment: string;
  readonly preset: PresetName;
  readonly config: JsonObject;
  readonly versions: { readonly [name: string]: string };
  /** Wall time of this call; runs from the store cost none. */
  readonly seconds: number;
  readonly data: { readonly runs: readonly Run[] } & JsonObject;
  readonly claims: readonly Claim[];
}

/**
 * Runs a registered experiment.
 *
 * @throws RangeError or TypeError on an unknown name or a bad configuration; the signal's reason when aborted
 */
export async function runExperiment(id: string, options: RunExperimentOptions = {}): Promise<ExperimentResult> {
  const experiment = getExperiment(id);
  if (options.workers !== undefined) checkInteger('runExperiment', 'workers', options.workers, 1);
  const preset = checkName('runExperiment', 'preset', options.preset ?? experiment.defaultPreset, ['quick', 'paper']);
  const config = resolveConfig(experiment, preset, options.config);
  const start = performance.now();

  const specs = experiment.runs(config);
  const runs = await makeRuns(experiment, specs, options);

  return {
    schema: 'mnist1d.result/1',
    experiment: experiment.id,
    preset,
    config,
    versions: {
      '@mnist1d/experiments': manifest.version,
      '@tensorflow/tfjs-core': tf.version_core,
      platform: platform(),
    },
    seconds: (performance.now() - start) / 1000,
    data: { runs, ...experiment.summarise(config, runs) } as unknown as ExperimentResult['data'],
    claims: checkClaims(experiment, config, runs),
  };
}

/** All runs, in the order of their specifications; the longest are begun first, so that the workers end together. */
async function makeRuns(
  experiment: Experiment,
  specs: readonly JsonObject[],
  { signal, onProgress, store, workers }: RunExperimentOptions,
): Promise<Run[]> {
  const jobs = specs.map((spec, index) => ({
    spec,
    index,
    label: experiment.label(spec),
    cost: experiment.cost(spec),
    fraction: 0,
  }));
  type Job = (typeof jobs)[number];
  const total = jobs.reduce((sum, { cost }) => sum + cost, 0);
  const running = new Set<string>();
  const runs: Run[] = [];
  let finished = 0;

  const report = (job: Job, event: ExperimentProgress['event'], runFraction: number) => {
    job.fraction = runFraction;
    const fraction =
      finished === jobs.length ? 1 : jobs.reduce((sum, { cost, fraction }) => sum + cost * fraction, 0) / total;
    onProgress?.({
      label: job.label,
      event,
      runFraction,
      running: [...running],
      finished,
      runs: jobs.length,
      fraction,
    });
  };

  const make = async (job: Job, pool: RunPool) => {
    signal?.throwIfAborted();
    const key = await runKey(experiment.id, experiment.recipeVersion, job.spec);
    const stored = await store?.read(key);
    if (stored) runs[job.index] = stored;
    else {
      running.add(job.label);
      report(job, 'started', 0);
      const output = await pool.run(experiment, job.spec, (fraction) => report(job, 'running', fraction));
      const run = { spec: job.spec, ...output };
      await store?.write(key, run);
      running.delete(job.label);
      runs[job.index] = run;
    }
    finished++;
    report(job, stored ? 'stored' : 'finished', 1);
  };

  const queue = [...jobs].sort((a, b) => b.cost - a.cost);
  const pool = workers === undefined ? inThread(signal) : inWorkers(workers, signal);
  const drain = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await make(job, pool);
  };
  try {
    await Promise.all(Array.from({ length: pool.size }, drain));
  } finally {
    pool.close();
  }
  return runs;
}

function platform(): string {
  const { process, navigator } = globalThis as {
    process?: { version?: string; platform: string; arch: string };
    navigator?: { userAgent: string };
  };
  return process?.version
    ? `node ${process.version} ${process.platform} ${process.arch}`
    : (navigator?.userAgent ?? 'unknown');
}
