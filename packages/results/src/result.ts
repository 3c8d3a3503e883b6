/** The result of any experiment, as a file holds it: who made what, with which configuration, and what came out. */
import * as v from 'valibot';
import type { Frozen } from './kind.ts';
import { described, finite, list, nonNegative, number, object, oneOf, text } from './values.ts';

/** Values that survive JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What one run yields. */
export type RunOutput = {
  readonly metrics: JsonObject;
  readonly curves?: { readonly [name: string]: readonly (number | null)[] };
};

/** A finished run: its specification and what it yielded. */
export type Run<Spec extends JsonObject = JsonObject, Output extends RunOutput = RunOutput> = {
  readonly spec: Spec;
} & Output;

/** Of the files that are read and written here. Another format has another name. */
export const RESULT_SCHEMA = 'mnist1d.result/2';

export const presetNames = ['quick', 'paper'] as const;
export type PresetName = (typeof presetNames)[number];

const jsonObject = v.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
);

const output = {
  metrics: described(jsonObject, 'Numbers that it yielded'),
  curves: v.exactOptional(
    described(v.record(v.string(), list(number), 'must be an object'), 'Numbers over time, by name'),
  ),
};

/** What every run yields, whatever its experiment. */
export const runOutputSchema = object(output);

const run = object({ spec: described(jsonObject, 'What was to be run'), ...output });

const claim = object({
  id: text,
  text: described(text, 'The claim, with the unit of what is measured'),
  holds: described(
    v.nullable(v.boolean('must be true, false or null')),
    'Whether the rule is kept; null where the configuration cannot tell',
  ),
  measured: described(v.nullable(finite), 'From the runs; null where they do not say'),
  published: described(v.nullable(finite), 'The same of the paper; null where it does not say'),
  rule: described(text, 'What measured must satisfy, for people'),
});

/** A checked claim of the paper. */
export type Claim = Frozen<v.InferOutput<typeof claim>>;

/** What every result has, whatever its experiment. */
export const resultSchema = object({
  schema: v.literal(RESULT_SCHEMA, `must be "${RESULT_SCHEMA}"`),
  experiment: described(text, 'The name of the experiment'),
  title: text,
  figure: described(text, 'The figures and tables of the paper that it makes'),
  preset: oneOf(presetNames),
  config: described(jsonObject, 'The whole configuration: the preset and what was changed of it'),
  numerics: v.exactOptional(described(oneOf(['fused']), 'The class of arithmetic that made it, where it is not exact')),
  versions: described(
    v.record(v.string(), text, 'must be an object'),
    'Of the packages, and the platform; where several threads cannot work together, it says why',
  ),
  digest: described(text, 'SHA-256 of data.runs, keys in order'),
  seconds: described(nonNegative, 'Wall time of the call that made the result'),
  runSeconds: described(
    list(nonNegative),
    'What each of data.runs took when it was made, on one core unless others had nothing to do',
  ),
  data: object({ runs: list(run) }),
  claims: list(claim),
});

/** The result of an experiment. It is JSON, and every claim can be recomputed from `data.runs`. */
export type ExperimentResult = Frozen<Omit<v.InferOutput<typeof resultSchema>, 'config' | 'data'>> & {
  readonly config: JsonObject;
  readonly data: { readonly runs: readonly Run[] } & JsonObject;
};
