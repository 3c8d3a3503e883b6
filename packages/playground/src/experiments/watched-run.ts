/** An experiment at its quick preset, watched: what is kept of it, how far it is, and what the runs so far say. */
import {
  checkClaims,
  type Experiment,
  type ExperimentResult,
  experiments,
  getExperiment,
  type JsonObject,
  type Run,
  type RunStore,
  resolveConfig,
  runExperiment,
} from '@mnist1d/experiments';
import { digestOf, type Json, RESULT_SCHEMA } from '@mnist1d/results';
import type { Listed, Outcome, Progress } from './messages.ts';
import { inWords } from './time-left.ts';

const preset = 'quick';

/** What is changed of an experiment because a page lacks something, and how that is said. */
const inPages: Readonly<Record<string, { readonly config: JsonObject; readonly said: string }>> = {
  tsne: { config: { datasets: ['mnist-1d'] }, said: 'MNIST-1D alone: MNIST’s pictures are not in this page' },
};

export function listExperiments(): Listed[] {
  return [...experiments.values()].map((experiment) => {
    const { id, title, figure, presets, source = 'ours' } = experiment;
    const { description } = presets[preset];
    const specs = experiment.runs(configOf(experiment));
    const seconds = specs.reduce((sum, spec) => sum + (experiment.cost?.(spec) ?? 1), 0);
    const left = inPages[id];
    return {
      ...{ id, title, source, figure, runs: specs.length },
      description: `${description === 'the same' ? 'The complete experiment' : `The quick preset: ${description}`}${left ? `; ${left.said}` : ''}.`,
      time: `${seconds < 1 ? '' : 'about '}${inWords(seconds)}`,
    };
  });
}

function configOf(experiment: Experiment): JsonObject {
  return resolveConfig(experiment, preset, inPages[experiment.id]?.config);
}

class Counted extends Error {}

/** How many runs of an experiment a store has. Nothing is run. */
export async function countKept(id: string, store: RunStore): Promise<{ finished: number; runs: number }> {
  const { runs, config } = planOf(id);
  let finished = 0;
  const counting: RunStore = {
    ...store,
    // Asked for once the stored runs are read and the first one is to be made.
    async readCheckpoint() {
      throw new Counted();
    },
  };
  try {
    await runExperiment(id, {
      ...{ preset, config, store: counting },
      onProgress: ({ event }) => {
        if (event === 'stored') finished++;
      },
    });
  } catch (error) {
    if (!(error instanceof Counted)) throw error;
  }
  return { finished, runs: runs.length };
}

function planOf(id: string) {
  const experiment = getExperiment(id);
  const config = configOf(experiment);
  return { experiment, config, runs: experiment.runs(config) };
}

export interface WatchOptions {
  readonly store: RunStore;
  readonly fresh: boolean;
  onProgress(progress: Progress): void;
  /** Is told of the runs so far, not of every one where they come fast. */
  onPartial(outcome: Outcome): void;
}

/** Milliseconds between two partial outcomes. */
const PARTIAL_INTERVAL = 500;

/** The whole result. */
export async function runWatched(id: string, { store, fresh, onProgress, onPartial }: WatchOptions): Promise<Outcome> {
  const { experiment, config, runs: specs } = planOf(id);
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
    const outcome = partialOutcome(experiment, config, runs, specs.length);
    if (outcome) onPartial(outcome);
    lastTime = performance.now();
  };
  let before = 0;
  const result = await runExperiment(id, {
    ...{ preset, config, fresh },
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
    onProgress({ event, finished, runs, label, fraction }) {
      if (event === 'stored') before = fraction;
      onProgress({ finished, runs, label, fraction, before });
    },
  });
  return outcomeOf(result, specs.length);
}

/** What the runs so far say; undefined where the experiment has nothing to say of a part of them. */
function partialOutcome(
  experiment: Experiment,
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
