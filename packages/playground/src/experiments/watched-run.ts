/** An experiment, watched: what is kept of it, how far it is, and what the runs so far say. */
import {
  checkClaims,
  type Experiment,
  type ExperimentResult,
  experiments,
  getExperiment,
  type JsonObject,
  type PresetName,
  type Run,
  type RunStore,
  resolveConfig,
  runExperiment,
} from '@mnist1d/experiments';
import { digestOf, type Json, presetNames, RESULT_SCHEMA } from '@mnist1d/results';
import type { Choice, Listed, ListedPreset, Outcome, Progress } from './messages.ts';

/** What is changed of an experiment because a page lacks something, and how that is said. */
const inPages: Readonly<Record<string, { readonly config: JsonObject; readonly said: string }>> = {
  tsne: { config: { datasets: ['mnist-1d'] }, said: 'MNIST-1D alone: MNIST’s pictures are not in this page' },
};

export function listExperiments(): Listed[] {
  return [...experiments.values()].map((experiment) => {
    const { id, title, figure, presets, source = 'ours' } = experiment;
    const names: readonly PresetName[] = presets.quick.description === 'the same' ? ['paper'] : presetNames;
    return {
      ...{ id, title, source, figure, left: inPages[id]?.said ?? '' },
      presets: names.map((name) => listPreset(experiment, name)) as [ListedPreset, ...ListedPreset[]],
    };
  });
}

function listPreset(experiment: Experiment, name: PresetName): ListedPreset {
  const specs = experiment.runs(configOf(experiment, name));
  const secondsOf = (spec: JsonObject) => experiment.cost?.(spec) ?? 1;
  const chainOf = (spec: JsonObject): number =>
    secondsOf(spec) + Math.max(0, ...(experiment.needs?.(spec) ?? []).map(chainOf));
  return {
    ...{ name, description: experiment.presets[name].description, runs: specs.length },
    seconds: specs.reduce((sum, spec) => sum + secondsOf(spec), 0),
    longest: Math.max(...specs.map(chainOf)),
  };
}

function configOf(experiment: Experiment, preset: PresetName): JsonObject {
  return resolveConfig(experiment, preset, inPages[experiment.id]?.config);
}

class Counted extends Error {}

/** How many runs of an experiment a store has. Nothing is run. */
export async function countKept(choice: Choice, store: RunStore): Promise<number> {
  const { config } = planOf(choice);
  let finished = 0;
  const counting: RunStore = {
    ...store,
    // Asked for once the stored runs are read and the first one is to be made.
    async readCheckpoint() {
      throw new Counted();
    },
  };
  try {
    await runExperiment(choice.id, {
      ...{ preset: choice.preset, config, store: counting },
      onProgress: ({ event }) => {
        if (event === 'stored') finished++;
      },
    });
  } catch (error) {
    if (!(error instanceof Counted)) throw error;
  }
  return finished;
}

function planOf({ id, preset }: Choice) {
  const experiment = getExperiment(id);
  const config = configOf(experiment, preset);
  return { experiment, config, runs: experiment.runs(config) };
}

export interface WatchOptions {
  readonly store: RunStore;
  readonly fresh: boolean;
  /** Runs that are made at a time, each in a worker of its own; one is made in this thread. */
  readonly workers: number;
  onProgress(progress: Progress): void;
  /** Is told of the runs so far, not of every one where they come fast. */
  onPartial(outcome: Outcome): void;
  /** Is told of a worker that ended before its run was done; another takes the run up. */
  onWarning(message: string): void;
}

/** Milliseconds between two partial outcomes. */
const PARTIAL_INTERVAL = 500;

/** Times that an experiment goes on after workers of it ended. */
const MOST_DEATHS = 3;

/** The whole result. */
export async function runWatched(
  choice: Choice,
  { store, fresh, workers, onProgress, onPartial, onWarning }: WatchOptions,
): Promise<Outcome> {
  const { experiment, config, runs: specs } = planOf(choice);
  const places = new Map<string, number>();
  for (const [i, spec] of specs.entries()) places.set(await digestOf(spec), i);
  const made = new Map<number, Run>();
  let lastTime = performance.now();
  const take = async (run: Run) => {
    const place = places.get(await digestOf(run.spec));
    if (place === undefined) return;
    made.set(place, run);
    if (performance.now() - lastTime < PARTIAL_INTERVAL || made.size === specs.length) return;
    const runs = specs.flatMap((_, i) => made.get(i) ?? []);
    const outcome = partialOutcome(experiment, choice.preset, config, runs, specs.length);
    if (outcome) onPartial(outcome);
    lastTime = performance.now();
  };
  let before = 0;
  const run = (deaths: number) =>
    runExperiment(choice.id, {
      ...{ preset: choice.preset, config, fresh: fresh && deaths === 0 },
      // Old browsers have no workers in workers.
      ...(workers > 1 && 'Worker' in globalThis ? { workers } : {}),
      store: {
        ...store,
        async read(key) {
          const finished = await store.read(key);
          if (finished) await take(finished.run);
          return finished;
        },
        async write(key, finished) {
          await store.write(key, finished);
          await take(finished.run);
        },
      },
      onProgress({ event, finished, runs, running, fraction }) {
        if (event === 'stored' && deaths === 0) before = fraction;
        onProgress({ finished, runs, running: running.map(({ label }) => label), fraction, before });
      },
    });
  for (let deaths = 0; ; deaths++) {
    try {
      return outcomeOf(await run(deaths), specs.length);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'WorkerDeath') || deaths === MOST_DEATHS) throw error;
      onWarning(`${error.message}; another one takes it up`);
    }
  }
}

/** What the runs so far say; undefined where the experiment has nothing to say of a part of them. */
function partialOutcome(
  experiment: Experiment,
  preset: PresetName,
  config: JsonObject,
  runs: readonly Run[],
  count: number,
): Outcome | undefined {
  try {
    const { id, title, figure } = experiment;
    const data = { runs, ...experiment.summarise?.(config, runs) };
    const claims = checkClaims(experiment, config, runs);
    const around = { schema: RESULT_SCHEMA, preset, versions: {}, digest: '', seconds: 0, runSeconds: [] } as const;
    return outcomeOf({ ...around, experiment: id, title, figure, config, data, claims }, count);
  } catch {
    return undefined;
  }
}

/** @param runs that there are when it is whole */
export function outcomeOf(result: ExperimentResult, runs = result.data.runs.length): Outcome {
  const { experiment, title, figure, preset, claims, data } = result;
  const file = new Blob([`${JSON.stringify(result satisfies Json | object, null, 1)}\n`], { type: 'application/json' });
  return { experiment, title, figure, preset, claims, file, finished: data.runs.length, runs };
}
