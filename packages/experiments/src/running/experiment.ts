/** What an experiment is: a configuration, independent runs, a summary and the paper's claims about it. */
import { refuse } from '@mnist1d/checks';
import type { Numerics } from '@mnist1d/jit';
import type { Claim, JsonObject, Kind, PresetName, Run, RunOutput } from '@mnist1d/results';

export type { Claim, Json, JsonObject, PresetName, Run, RunOutput } from '@mnist1d/results';

/** A named configuration, complete, and what a user should know of it. */
export interface Preset<Config extends JsonObject> {
  /** What it leaves out of the published configuration, or that it leaves out nothing. */
  readonly description: string;
  /** What it takes on two cores, for people, once it was measured. */
  readonly time?: string;
  readonly config: Config;
}

/** What a long run keeps of itself, to go on from there after an interruption. */
export interface Checkpoint {
  /** What was last written, if the run was interrupted after that. */
  read(): JsonObject | undefined;
  /** Keeps what the run needs to go on from here. */
  write(state: JsonObject): Promise<void>;
}

/** What computes the runs that several experiments share. Those of another version are other runs. */
export interface Procedure {
  readonly name: string;
  /** Raise it when a run of the same specification would yield something else, in whichever experiment. The first is 1. */
  readonly version: number;
}

/** What a run is given besides its specification. */
export interface RunContext {
  readonly signal?: AbortSignal | undefined;
  /** Reports the share of the run that is done, 0 … 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  readonly checkpoint?: Checkpoint | undefined;
  /**
   * The class of arithmetic to compute in: what compiles takes it, and so do `train` and `createTrainer`. Default `exact`. A run in
   * another class that never reads it is an error.
   */
  readonly numerics?: Numerics | undefined;
  /** The finished runs that the experiment's `needs` names, in its order. */
  readonly needed?: readonly Run[];
}

/** A claim of the paper as a check. */
export interface ClaimDefinition<Config extends JsonObject, R extends Run> {
  readonly id: string;
  /** The claim, with the unit of what is measured. */
  readonly text: string;
  /** The rule that `measured` must satisfy, for people. */
  readonly rule: string;
  /** The paper's value of what is measured. */
  readonly published: number | null;
  /** The value from the runs alone; null, or no finite number, where runs that it needs are missing or say nothing. */
  measure(runs: readonly R[]): number | null;
  /** The rule. */
  holds(measured: number): boolean;
  /** False where the configuration is too short to tell. */
  decidable(config: Config): boolean;
}

/** An experiment of the paper, or a user's own. Configurations, specifications and outputs are JSON. */
export interface Experiment<
  Config extends JsonObject = JsonObject,
  Spec extends JsonObject = JsonObject,
  Output extends RunOutput = RunOutput,
> {
  /** Short name, as typed on the command line. */
  readonly id: string;
  /** What its results are, where that is defined: its result files are checked by it when they are read. */
  readonly kind?: Kind;
  /**
   * URL of the module that registers it (`import.meta.url` there), for workers, and so that runs that an earlier state of the
   * module made are noticed, or of the files that it imports by `import` and a relative or `file:` specifier, and these import;
   * not what packages or `require` bring. Ours need none.
   */
  readonly module?: string;
  /** Raise it when a run of the same specification would yield something else; of shared runs, the version in {@link procedure}. */
  readonly recipeVersion: number;
  readonly title: string;
  /** The figures and tables of the paper that it makes. */
  readonly figure: string;
  /** Of ours, where it comes from: the paper, the book *Understanding Deep Learning*, or neither. */
  readonly source?: 'paper' | 'book' | 'ours';
  /** Where a user does not name a preset. */
  readonly defaultPreset: PresetName;
  readonly presets: { readonly [name in PresetName]: Preset<Config> };
  /** What each key of the configuration means, in a few words. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** Checks what the types cannot; throws a RangeError that names the key. */
  check?(config: Config): void;
  /** The independent runs of a configuration, in the order of the result. */
  runs(config: Config): readonly Spec[];
  /** One line about a run, for progress displays. */
  label(spec: Spec): string;
  /** Expected seconds of a run on one core, about: to weigh progress and to begin with the longest. Without it all weigh a second. */
  cost?(spec: Spec): number;
  /** The runs of the same configuration whose outputs this one takes; they are made first. */
  needs?(spec: Spec): readonly Spec[];
  /**
   * The procedure that makes the run, where another experiment has it, too: the same specification then means the same run in
   * both, which is made once. It is asked about the specifications of those others as well.
   */
  procedure?(spec: Spec): Procedure | undefined;
  /**
   * The specification with digests of what is read in the place of the files' names. It names the stored run, so that a file that
   * was changed makes another run, and one that was moved does not. Without it the specification itself does.
   */
  resolveFiles?(spec: Spec): Promise<JsonObject>;
  run(spec: Spec, context: RunContext): Promise<Output>;
  /** What somebody else needs for the same updates, where that was measured: who and where, and seconds of one core. */
  peer?(config: Config): { readonly text: string; readonly seconds: number } | undefined;
  /** Figures of its own, as Vega-Lite specifications by file name. Ours are drawn by `@mnist1d/viz`. */
  figures?(runs: readonly Run<Spec, Output>[]): { readonly [name: string]: JsonObject };
  /** What the figures need besides the runs; stands beside them in the result's data. */
  summarise?(config: Config, runs: readonly Run<Spec, Output>[]): JsonObject;
  readonly claims: readonly ClaimDefinition<Config, Run<Spec, Output>>[];
}

/**
 * Types an experiment by its parts and checks its id.
 *
 * @throws RangeError when the id is not made of lower-case letters, digits and hyphens
 */
export function defineExperiment<Config extends JsonObject, Spec extends JsonObject, Output extends RunOutput>(
  experiment: Experiment<Config, Spec, Output>,
): Experiment<Config, Spec, Output> {
  checkId('defineExperiment', experiment.id);
  return experiment;
}

/** Checks an id, which names files, too. */
export function checkId(where: string, id: string): void {
  if (/^[a-z][a-z0-9-]*$/.test(id)) return;
  throw new RangeError(`${where}: id must be lower-case letters, digits and hyphens, got '${id}'`);
}

/**
 * Checks every claim of an experiment against its runs. The runs of a result file are enough.
 *
 * @throws TypeError that names the experiment and the claim where `measure` gives no number or `holds` neither true nor false
 */
export function checkClaims(experiment: Experiment, config: JsonObject, runs: readonly Run[]): Claim[] {
  return experiment.claims.map((claim) => {
    const { id, text, rule, published } = claim;
    const where = `experiment '${experiment.id}', claim '${id}'`;
    const value: unknown = claim.measure(runs) ?? null;
    if (value !== null && typeof value !== 'number') refuse(where, 'measured', 'a number or null', value);
    const measured = value !== null && Number.isFinite(value) ? value : null;
    const holds: unknown = measured === null || !claim.decidable(config) ? null : claim.holds(measured);
    if (holds !== null && typeof holds !== 'boolean') refuse(where, 'holds', 'true or false', holds);
    return { id, text, holds, measured, published, rule };
  });
}
