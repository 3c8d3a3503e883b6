/** What a file of the leaderboard holds: an entry, and the two results that it gave. */
import * as v from 'valibot';
import type { Frozen } from './kind.ts';
import { type ExperimentResult, resultSchema } from './result.ts';
import { count, described, list, number, object, oneOf, percent, text } from './values.ts';

/** Of the files that are read and written here. */
export const LEADERBOARD_SCHEMA = 'mnist1d.leaderboard/1';

const run = object({
  metrics: object({
    testAccuracy: described(percent, 'Of the 1,000 test rows, looked at once, after the last update'),
    testLoss: number,
    validationAccuracy: described(v.nullable(percent), 'Of the rows held back; null where there are none'),
    trainAccuracy: percent,
    parameters: described(count, 'That gradients train'),
  }),
  curves: object({ trainLoss: described(list(number), 'Of every hundredth batch, before its update') }),
});

/** A result of an entry. */
const entryResult = v.intersect([resultSchema, object({ data: object({ runs: list(run) }) })]);

export const leaderboardSchema = object({
  schema: v.literal(LEADERBOARD_SCHEMA, `must be "${LEADERBOARD_SCHEMA}"`),
  name: text,
  title: described(text, 'The network and what is special about its training'),
  authors: text,
  class: described(oneOf(['paper', 'any']), 'The budget that it keeps to'),
  parameters: described(count, 'That are trained'),
  module: described(text, 'SHA-256 of the module that makes it'),
  numerics: described(oneOf(['exact']), 'The arithmetic that its digests stand for'),
  complete: described(entryResult, 'All seeds and updates'),
  short: described(entryResult, 'The first seed’s first updates, to be made again often'),
});

/** An entry of the leaderboard as its file has it. */
export type LeaderboardRecord = Frozen<Omit<v.InferOutput<typeof leaderboardSchema>, 'complete' | 'short'>> & {
  readonly complete: ExperimentResult;
  readonly short: ExperimentResult;
};
