/** Runs an experiment: configuration, runs (stored ones are not run again), summary, claims. */
import * as tf from '@tensorflow/tfjs-core';
import { version } from '../package.json' with { type: 'json' };
import { checkName } from './check-options.ts';
import { resolveConfig } from './config.ts';
import { type Claim, checkClaims, type JsonObject, type PresetName, type Run } from './experiment.ts';
import { getExperiment } from './registry.ts';
import { runKey } from './run-key.ts';

/** Where finished runs are kept, so that none is computed twice. `storage.ts` keeps them in files. */
export interface RunStore {
  /** The stored run of that key, if there is one that can be trusted. */
  read(key: string): Promise<Run | undefined>;
  write(key: string, run: Run): Promise<void>;
}

/** How far an experiment is. */
export interface ExperimentProgress {
  /** The run in progress, counted from 1, of `runs`. */
  readonly run: number;
  readonly runs: number;
  readonly label: string;
  /** Share of this run, 0 … 1. */
  readonly runFraction: number;
  /** Share of the whole experiment, 0 … 1, weighed by expected time. */
  readonly fraction: number;
  /** True for a run that the store had. */
  readonly stored: boolean;
}

export interface RunExperimentOptions {
  readonly preset?: PresetName;
  /** Changes to the preset's configuration. */
  readonly config?: JsonObject;
  /** Stops the experiment; the promise rejects with the signal's reason. Finished runs stay in the store. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  readonly store?: RunStore;
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
  const { signal, onProgress, store } = options;
  const preset = checkName('runExperiment', 'preset', options.preset ?? experiment.defaultPreset, ['quick', 'paper']);
  const config = resolveConfig(experiment, preset, options.config);
  const start = performance.now();

  const specs = experiment.runs(config);
  const costs = specs.map((spec) => experiment.cost(spec));
  const total = costs.reduce((a, b) => a + b, 0);
  const runs: Run[] = [];
  let spent = 0;
  for (const [i, spec] of specs.entries()) {
    signal?.throwIfAborted();
    const cost = costs[i] as number;
    const report = (runFraction: number, stored = false) =>
      onProgress?.({
        run: i + 1,
        runs: specs.length,
        label: experiment.label(spec),
        runFraction,
        fraction: (spent + cost * runFraction) / total,
        stored,
      });
    const key = await runKey(experiment.id, experiment.recipeVersion, spec);
    const stored = await store?.read(key);
    if (stored) report(1, true);
    else report(0);
    const run = stored ?? { spec, ...(await experiment.run(spec, { signal, onProgress: report })) };
    if (!stored) {
      await store?.write(key, run);
      report(1);
    }
    runs.push(run);
    spent += cost;
  }

  return {
    schema: 'mnist1d.result/1',
    experiment: experiment.id,
    preset,
    config,
    versions: { '@mnist1d/experiments': version, '@tensorflow/tfjs-core': tf.version_core, platform: platform() },
    seconds: (performance.now() - start) / 1000,
    data: { runs, ...experiment.summarise(config, runs) } as ExperimentResult['data'],
    claims: checkClaims(experiment, config, runs),
  };
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
