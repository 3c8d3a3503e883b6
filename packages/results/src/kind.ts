/** Kinds of results: what the runs of an experiment are, and what stands beside them in a result's data. */
import * as v from 'valibot';
import { list, object, oneOf } from './values.ts';

/** What defines a run: it has at least a specification. */
export type RunSchema = v.GenericSchema<{ readonly spec: object }>;

/** What the result of an experiment is. */
export interface Kind<
  Id extends string = string,
  Run extends RunSchema = RunSchema,
  Summary extends v.ObjectEntries = v.ObjectEntries,
> {
  /** The experiment's. */
  readonly id: Id;
  readonly run: Run;
  /** What stands beside the runs, by key. */
  readonly summary: Summary;
}

/**
 * Defines a kind of result, from which its type ({@link ResultOf}), its check (`checkResult`) and its JSON Schema follow.
 *
 * @param definition the experiment's id; a valibot schema of its runs, {@link byKind} where they are of several kinds; schemas of
 * what stands beside the runs in the result's data, by key
 */
export function defineKind<
  const Id extends string,
  Run extends RunSchema,
  // biome-ignore lint/complexity/noBannedTypes: no keys at all.
  const Summary extends v.ObjectEntries = {},
>(definition: { readonly id: Id; readonly run: Run; readonly summary?: Summary }): Kind<Id, Run, Summary> {
  return { summary: {} as Summary, ...definition };
}

/** Runs of several kinds, which their specifications name: `byKind({ training, embedding })`. */
export function byKind<const Options extends { readonly [kind: string]: RunSchema }>(options: Options) {
  const unknown = object({ spec: object({ kind: oneOf(Object.keys(options)) }) });
  const choose = (run: unknown) => {
    const kind = (run as { readonly spec?: { readonly kind?: unknown } } | null | undefined)?.spec?.kind;
    return typeof kind === 'string' && Object.hasOwn(options, kind) ? options[kind] : unknown;
  };
  return Object.assign(v.lazy(choose as (run: unknown) => Options[keyof Options]), { options });
}

/** The schema of a result's data. */
export function dataOf({ run, summary }: Kind) {
  return object({ runs: list(run), ...summary });
}

/** The runs of one kind. */
export function runsOfKind<Run extends { readonly spec: { readonly kind: string } }, Name extends Run['spec']['kind']>(
  runs: readonly Run[],
  kind: Name,
): Extract<Run, { readonly spec: { readonly kind: Name } }>[] {
  return runs.filter(({ spec }) => spec.kind === kind) as Extract<Run, { readonly spec: { readonly kind: Name } }>[];
}

/** What is read from JSON is not to be changed. */
export type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/** The runs of a kind of result; with a name, those of `spec.kind` of that name. */
export type RunOf<K extends Kind, Name extends string = string> = string extends Name
  ? Frozen<v.InferOutput<K['run']>>
  : Extract<Frozen<v.InferOutput<K['run']>>, { readonly spec: { readonly kind: Name } }>;

/** The specifications of its runs. */
export type SpecOf<K extends Kind, Name extends string = string> = RunOf<K, Name>['spec'];

/** What its runs yield. */
export type OutputOf<K extends Kind, Name extends string = string> = WithoutSpec<RunOf<K, Name>>;
type WithoutSpec<Run> = Run extends unknown ? Omit<Run, 'spec'> : never;

/** What stands beside its runs. */
export type SummaryOf<K extends Kind> = Frozen<v.InferOutput<v.ObjectSchema<K['summary'], undefined>>>;

/** As much of a result of this kind as can be drawn and judged. */
export interface ResultOf<K extends Kind> {
  readonly experiment: K['id'];
  readonly preset: string;
  readonly data: { readonly runs: readonly RunOf<K>[] } & SummaryOf<K>;
}
