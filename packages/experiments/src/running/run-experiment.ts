/** Runs experiments: configuration, runs (stored ones are not run again), summary, claims. */
import { checkInteger, checkName } from '@mnist1d/checks';
import { checkNumerics, missingForThreads, type Numerics } from '@mnist1d/jit';
import { digestOf, type ExperimentResult, type Json, presetNames, RESULT_SCHEMA, toJson } from '@mnist1d/results';
import * as tf from '@tensorflow/tfjs-core';
import manifest from '../../package.json' with { type: 'json' };
import { checkClaims, type JsonObject, type PresetName } from './experiment.ts';
import { type ExperimentProgress, makeRuns } from './make-runs.ts';
import { getExperiment } from './registry.ts';
import { resolveConfig } from './resolve-config.ts';
import type { RunStore } from './run-store.ts';
import { inThread, inWorkers } from './workers/run-pool.ts';

/** An experiment and what is to be changed of it. */
export interface ExperimentChoice {
  readonly preset?: PresetName;
  /** Changes to the preset's configuration. */
  readonly config?: JsonObject;
}

export interface RunOptions {
  /** Stops the experiment; the promise rejects with the signal's reason. Finished runs stay in the store. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  readonly store?: RunStore;
  /** Makes runs again that are stored, in their place, or after the store has forgotten them, where it has `forget`. Default false. */
  readonly fresh?: boolean;
  /** The class of arithmetic; runs of the other class are other runs. Default `exact`. */
  readonly numerics?: Numerics;
  /** Worker threads to spread the runs over. Default: none, the runs are made in this thread. */
  readonly workers?: number;
}

export interface RunExperimentOptions extends ExperimentChoice, RunOptions {}

/**
 * Runs a registered experiment.
 *
 * @throws RangeError or TypeError on an unknown name, a bad configuration, or an output that is not what the experiment's are; Error
 *   where this runtime lacks the class of arithmetic, its module has changed since stored runs were made, or a worker died; the signal's reason when aborted
 */
export async function runExperiment(id: string, options: RunExperimentOptions = {}): Promise<ExperimentResult> {
  const [result] = await runExperiments([{ id, ...options }], options);
  return result as ExperimentResult;
}

/**
 * Runs several registered experiments over the same workers, the longest runs of all of them first.
 *
 * @returns the results in the order of `choices`
 * @throws as {@link runExperiment}
 */
export async function runExperiments(
  choices: readonly ({ readonly id: string } & ExperimentChoice)[],
  { workers, ...options }: RunOptions = {},
): Promise<ExperimentResult[]> {
  const { signal, numerics } = options;
  if (workers !== undefined) checkInteger('runExperiment', 'workers', workers, 1);
  checkNumerics('runExperiment', numerics);
  const chosen = choices.map(({ id, preset: given, config: changes }) => {
    const experiment = getExperiment(id);
    const preset = checkName('runExperiment', 'preset', given ?? experiment.defaultPreset, presetNames);
    const config = resolveConfig(experiment, preset, changes);
    const specs: unknown = experiment.runs(config);
    if (!isSpecs(specs))
      throw new TypeError(`experiment '${id}': runs must give a list of specifications, which are objects`);
    if (specs.length === 0) throw new RangeError(`experiment '${id}': the configuration must name at least one run`);
    return { experiment, preset, config, specs };
  });
  const start = performance.now();
  const pool = workers === undefined ? inThread(signal) : inWorkers(workers, signal);
  const made = await makeRuns(chosen, pool, options).finally(() => pool.close());
  const seconds = (performance.now() - start) / 1000;

  return Promise.all(
    chosen.map(async ({ experiment, preset, config }, i) => {
      const finished = made[i] ?? [];
      const runs = finished.map(({ run }) => run);
      const result = {
        schema: RESULT_SCHEMA,
        experiment: experiment.id,
        title: experiment.title,
        figure: experiment.figure,
        preset,
        config,
        ...(numerics === 'fused' && { numerics }),
        versions: versions(),
        digest: await digestOf(runs as unknown as Json),
        seconds,
        runSeconds: finished.map((run) => run.seconds),
        data: { runs, ...experiment.summarise?.(config, runs) },
        claims: checkClaims(experiment, config, runs),
      };
      return toJson(`experiment '${experiment.id}'`, 'result', result) as unknown as ExperimentResult;
    }),
  );
}

function isSpecs(specs: unknown): specs is readonly JsonObject[] {
  return (
    Array.isArray(specs) && specs.every((spec) => typeof spec === 'object' && spec !== null && !Array.isArray(spec))
  );
}

function versions(): Record<string, string> {
  const { process, navigator } = globalThis as {
    process?: { version?: string; platform: string; arch: string };
    navigator?: { userAgent: string };
  };
  const platform = process?.version
    ? `node ${process.version} ${process.platform} ${process.arch}`
    : (navigator?.userAgent ?? 'unknown');
  const missing = missingForThreads();
  return {
    '@mnist1d/experiments': manifest.version,
    '@tensorflow/tfjs-core': tf.version_core,
    platform: platform + (missing ? `; one thread, for ${missing}` : ''),
  };
}
