/**
 * Makes the runs of one experiment or of several together: stored ones are not made again, those that two experiments ask for
 * are made once, and those that others need come first.
 */
import { checkNumber, refuse } from '@mnist1d/checks';
import type { Numerics } from '@mnist1d/jit';
import { checkJson, checkValue, runOutputSchema, toFiniteJson, toJson } from '@mnist1d/results';
import type { Experiment, JsonObject, Run, RunOutput } from './experiment.ts';
import { experiments } from './registry.ts';
import { runKey } from './run-key.ts';
import type { FinishedRun, RunStore } from './run-store.ts';
import { type RunPool, WorkerDeath } from './workers/run-pool.ts';
import { nodeOnly } from './workers/worker-messages.ts';

/** How far the experiments are. Comes with everything that happens to a run. */
export interface ExperimentProgress {
  /** The run that something happened to: its experiment, its label, and what. `stored` runs came from the store. */
  readonly experiment: string;
  readonly label: string;
  readonly event: 'started' | 'running' | 'finished' | 'stored';
  /** Share of that run, 0 … 1. */
  readonly runFraction: number;
  /** The runs in progress. */
  readonly running: readonly { readonly experiment: string; readonly label: string }[];
  /** Runs finished, of `runs`. */
  readonly finished: number;
  readonly runs: number;
  /** Share of the whole, 0 … 1, weighed by expected time. */
  readonly fraction: number;
}

export interface MakeRunsOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ExperimentProgress) => void) | undefined;
  readonly store?: RunStore | undefined;
  /** Makes runs again that are stored, in their place, or after the store has forgotten them. */
  readonly fresh?: boolean | undefined;
  readonly numerics?: Numerics | undefined;
}

interface Job {
  readonly experiment: Experiment;
  readonly spec: JsonObject;
  readonly key: string;
  /** Under which other experiments store the same run. */
  readonly otherKeys: readonly string[];
  readonly label: string;
  /** Digest of the experiment's module. */
  readonly module: string | undefined;
  /** Expected seconds; none where it takes another job's run. */
  cost: number;
  readonly needs: Job[];
  /** The jobs of other experiments that take this one's run. */
  readonly takers: Job[];
  /** Its cost and that of the longest chain of runs that wait for it. */
  rank: number;
  fraction: number;
  finished?: FinishedRun;
}

/**
 * All runs of each experiment, in the order of its specifications. Longest chains are begun first, so that the workers end
 * together.
 *
 * @throws the error of the first run that fails, at once, but where its worker died: the other runs are made before. The signal's
 *   reason when aborted. Finished runs stay in the store.
 */
export async function makeRuns(
  tasks: readonly { readonly experiment: Experiment; readonly specs: readonly JsonObject[] }[],
  pool: RunPool,
  { signal, onProgress, store, fresh, numerics }: MakeRunsOptions,
): Promise<FinishedRun[][]> {
  const { checkModule, moduleDigest } = await nodeOnly();
  const plans = await Promise.all(
    tasks.map(async ({ experiment, specs }) => plan(experiment, specs, await moduleDigest?.(experiment), numerics)),
  );
  const jobs = plans.flat();
  const makers = joinEqualRuns(jobs);
  const total = jobs.reduce((sum, { cost }) => sum + cost, 0);
  const running = new Map<Job, Promise<void>>();
  const deaths: WorkerDeath[] = [];
  const stored = fresh ? undefined : store;
  let finished = 0;

  const report = (job: Job, event: ExperimentProgress['event'], reported: number) => {
    // It comes from whoever wrote the experiment.
    const runFraction = Math.min(1, Math.max(0, reported)) || 0;
    job.fraction = runFraction;
    const done = jobs.reduce((sum, { cost, fraction }) => sum + cost * fraction, 0);
    onProgress?.({
      ...{ experiment: job.experiment.id, label: job.label, event, runFraction, finished, runs: jobs.length },
      running: [...running.keys()].map(({ experiment, label }) => ({ experiment: experiment.id, label })),
      fraction: finished === jobs.length ? 1 : done / total || 0,
    });
  };

  const make = async (job: Job) => {
    const before = await stored?.readCheckpoint(job.key);
    checkModule?.(job.experiment, job.label, before?.module, job.module);
    const start = performance.now();
    const seconds = () => (before?.seconds ?? 0) + (performance.now() - start) / 1000;
    report(job, 'started', 0);
    const output = await pool.run({
      experiment: job.experiment,
      spec: job.spec,
      numerics,
      // Cores that no other run will want are for this one: the same bits, sooner.
      threads: Math.floor(pool.size / (running.size + queue.length)) || 1,
      state: before?.state,
      needed: job.needs.map((need) => need.finished?.run as Run),
      onProgress: (fraction) => report(job, 'running', fraction),
      onCheckpoint: async (state) => {
        const plain = toFiniteJson(nameOf(job), 'checkpoint', state) as JsonObject;
        await store?.writeCheckpoint(job.key, { state: plain, seconds: seconds(), ...moduleOf(job) });
      },
    });
    const result = { run: checkedRun(job, output), seconds: seconds() };
    const done = [job, ...job.takers];
    for (const each of done) await store?.write(each.key, { ...result, ...moduleOf(each) });
    running.delete(job);
    for (const each of done) finish(each, 'finished', result);
  };

  const finish = (job: Job, event: 'finished' | 'stored', result: FinishedRun) => {
    job.finished = { run: { ...result.run, spec: job.spec }, seconds: result.seconds };
    finished++;
    report(job, event, 1);
  };

  if (fresh) await store?.forget?.(jobs.map(({ key }) => key));
  for (const job of jobs) {
    for (const key of [job.key, ...job.otherKeys]) {
      signal?.throwIfAborted();
      const found = await stored?.read(key);
      if (!found) continue;
      if (key === job.key) checkModule?.(job.experiment, job.label, found.module, job.module);
      finish(job, 'stored', found);
      break;
    }
  }
  const queue = makers.filter((job) => !job.finished).sort((a, b) => b.rank - a.rank);
  while (queue.length > 0 || running.size > 0) {
    signal?.throwIfAborted();
    const next = running.size < pool.size ? queue.findIndex(({ needs }) => needs.every((need) => need.finished)) : -1;
    const [job] = next < 0 ? [] : queue.splice(next, 1);
    if (job) {
      const promise = make(job).catch((error) => {
        if (!(error instanceof WorkerDeath)) throw error;
        running.delete(job);
        deaths.push(error);
      });
      running.set(job, promise);
      // Whoever waits below hears of it.
      promise.catch(() => {});
    } else if (running.size > 0) await Promise.race(running.values());
    // What is left needs a run whose worker died.
    else break;
  }
  if (deaths[0]) throw deaths[0];
  return plans.map((planned) => planned.map((job) => job.finished as FinishedRun));
}

/** The run as JSON has it, checked: the same object whether it was made or stored, here or in a worker. */
function checkedRun(job: Job, output: RunOutput): Run {
  const { kind } = job.experiment;
  const plain = checkValue(nameOf(job), 'output', runOutputSchema, toJson(nameOf(job), 'output', output));
  const run = { spec: job.spec, ...plain };
  if (kind) checkValue(nameOf(job), 'run', kind.run, run);
  return run;
}

function nameOf({ experiment, label }: Pick<Job, 'experiment' | 'label'>): string {
  return `experiment '${experiment.id}', run '${label}'`;
}

function moduleOf({ module }: Job): { readonly module?: string } {
  return module === undefined ? {} : { module };
}

/** The jobs of an experiment, bound to those they need. */
async function plan(
  experiment: Experiment,
  specs: readonly JsonObject[],
  module: string | undefined,
  numerics: Numerics | undefined,
): Promise<Job[]> {
  const keyOf = (maker: Experiment, spec: JsonObject) => runKey(maker, spec, numerics);
  const jobs = new Map<string, Job>();
  for (const spec of specs) {
    const label = experiment.label(spec);
    if (typeof label !== 'string') refuse(`experiment '${experiment.id}'`, 'label', 'a text', label);
    checkJson(nameOf({ experiment, label }), 'spec', spec);
    const [key, cost] = [await keyOf(experiment, spec), experiment.cost?.(spec) ?? 1];
    checkNumber(nameOf({ experiment, label }), 'cost', cost, 0);
    const otherKeys = await Promise.all(sharers(experiment, spec).map((other) => keyOf(other, spec)));
    if (jobs.has(key)) {
      throw new RangeError(`experiment '${experiment.id}': the configuration names the run '${label}' twice`);
    }
    jobs.set(key, {
      experiment,
      spec,
      key,
      otherKeys,
      label,
      module,
      cost,
      needs: [],
      takers: [],
      rank: cost,
      fraction: 0,
    });
  }
  for (const job of jobs.values()) {
    for (const spec of experiment.needs?.(job.spec) ?? []) {
      const needed = jobs.get(await keyOf(experiment, spec));
      if (!needed) {
        throw new RangeError(
          `experiment '${experiment.id}': the run '${job.label}' needs '${experiment.label(spec)}', which is not among its runs`,
        );
      }
      job.needs.push(needed);
    }
  }
  rank([...jobs.values()]);
  return [...jobs.values()];
}

/** The other experiments whose run of this specification is the same: of the same version of the same procedure. */
function sharers(experiment: Experiment, spec: JsonObject): Experiment[] {
  const procedure = experiment.procedure?.(spec);
  if (!procedure) return [];
  return [...experiments.values()].filter((other) => {
    const its = other === experiment ? undefined : other.procedure?.(spec);
    return its?.name === procedure.name && its.version === procedure.version;
  });
}

/** Lets the jobs that ask for an earlier one's run take it; returns the others. */
function joinEqualRuns(jobs: readonly Job[]): Job[] {
  const makers = new Map<string, Job>();
  for (const job of jobs) {
    const maker = [job.key, ...job.otherKeys].map((key) => makers.get(key)).find((found) => found !== undefined);
    if (maker) {
      maker.takers.push(job);
      maker.rank = Math.max(maker.rank, job.rank);
      job.cost = 0;
    } else makers.set(job.key, job);
  }
  return [...makers.values()];
}

/** Gives every job the length of the chain that begins with it. */
function rank(jobs: readonly Job[]): void {
  const visit = (job: Job, waiting: readonly Job[]) => {
    if (waiting.includes(job)) throw new RangeError(`${nameOf(job)} needs itself`);
    job.rank = Math.max(job.rank, job.cost + (waiting.at(-1)?.rank ?? 0));
    for (const need of job.needs) visit(need, [...waiting, job]);
  };
  for (const job of jobs) visit(job, []);
}
