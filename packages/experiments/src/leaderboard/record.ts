/** An entry's file: made, checked, and compared with what the entry gives now. */
import { refuse } from '@mnist1d/checks';
import {
  checkValue,
  digestOf,
  type ExperimentResult,
  type Json,
  LEADERBOARD_SCHEMA,
  type LeaderboardRecord,
  leaderboardSchema,
  show,
} from '@mnist1d/results';
import { deviation, mean } from '../analysis/statistics.ts';
import { entryId } from './entry.ts';
import { classOf, type EntryRun } from './rules.ts';

/** The two results of an entry. */
interface EntryResults {
  /** All seeds and updates: the preset `paper`. */
  readonly complete: ExperimentResult;
  /** The first seed's first updates: the preset `quick`. */
  readonly short: ExperimentResult;
}

/**
 * The file of an entry from its results.
 *
 * @param name of the entry
 * @param module SHA-256 of its module
 * @throws TypeError where they are not of exact arithmetic
 */
export function makeRecord(name: string, module: string, { complete, short }: EntryResults): LeaderboardRecord {
  const { authors } = complete.data as unknown as { authors: string };
  for (const { numerics } of [complete, short])
    if (numerics !== undefined)
      refuse('makeRecord', 'numerics', `'exact', in which the leaderboard compares`, numerics);
  const [first] = complete.data.runs as unknown as readonly [EntryRun];
  return {
    schema: LEADERBOARD_SCHEMA,
    name,
    title: complete.title,
    authors,
    class: classOf(budgetOf(complete)),
    parameters: first.metrics.parameters,
    module,
    numerics: 'exact',
    complete,
    short,
  };
}

/** Updates and rows of a result's runs. */
export function budgetOf({ data }: ExperimentResult): { readonly steps: number; readonly batchSize: number } {
  const { steps, batchSize } = (data.runs[0]?.spec ?? {}) as { steps: number; batchSize: number };
  return { steps, batchSize };
}

/**
 * The value as the file of an entry whose numbers belong together: digests are those of its runs, name, class and seeds those of its
 * results. Whether an entry gives these numbers only a run can tell.
 *
 * @param where who asks: the beginning of the error
 * @throws TypeError or RangeError that names the field, the value and the rule
 */
export async function checkRecord(where: string, value: unknown): Promise<LeaderboardRecord> {
  const record = checkValue(where, 'record', leaderboardSchema, value) as unknown as LeaderboardRecord;
  for (const part of ['complete', 'short'] as const) {
    const { experiment, digest, data, preset, numerics } = record[part];
    const same = (field: string, got: unknown, expected: unknown) => {
      if (got !== expected)
        throw new RangeError(`${where}: record.${part}.${field} must be ${show(expected)}, got ${show(got)}`);
    };
    same('experiment', experiment, entryId(record.name));
    same('preset', preset, part === 'complete' ? 'paper' : 'quick');
    same('numerics', numerics, undefined);
    same('digest', digest, await digestOf(data.runs as unknown as Json));
  }
  const expected = classOf(budgetOf(record.complete));
  if (record.class !== expected)
    throw new RangeError(`${where}: record.class must be '${expected}' by its updates and rows, got '${record.class}'`);
  return record;
}

/** How an entry did: percent, over its seeds. */
export interface EntryScore {
  readonly mean: number;
  /** The standard deviation over the seeds. */
  readonly deviation: number;
  readonly seeds: number;
}

export function scoreOf({ complete }: LeaderboardRecord): EntryScore {
  const accuracies = complete.data.runs.map(({ metrics }) => (metrics as EntryRun['metrics']).testAccuracy);
  return { mean: mean(accuracies), deviation: deviation(accuracies) ?? 0, seeds: accuracies.length };
}

/**
 * What differs between a result of the file and the same result made again; nothing where every bit is the same.
 *
 * @returns a line for each difference
 */
export function differences(stored: ExperimentResult, again: ExperimentResult): string[] {
  if (stored.digest === again.digest) return [];
  const lines = [`digest: ${stored.digest} in the file, ${again.digest} made again`];
  const count = Math.max(stored.data.runs.length, again.data.runs.length);
  for (let i = 0; i < count; i++) {
    const [a, b] = [stored.data.runs[i], again.data.runs[i]];
    for (const part of ['spec', 'metrics', 'curves'] as const)
      for (const key of new Set([...Object.keys(a?.[part] ?? {}), ...Object.keys(b?.[part] ?? {})])) {
        const [had, has] = [a, b].map((run) => JSON.stringify((run?.[part] as Record<string, unknown>)?.[key]));
        if (had !== has) lines.push(`run ${i}, ${part}.${key}: ${cut(had)} in the file, ${cut(has)} made again`);
      }
  }
  return lines;
}

const cut = (text = 'nothing') => (text.length <= 60 ? text : `${text.slice(0, 59)}…`);
