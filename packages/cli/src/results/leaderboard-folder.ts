/** The folder of a leaderboard: modules and files of its entries, and the page that lists them. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkName } from '@mnist1d/checks';
import { budgetOf, checkEntryModule, checkRecord, scoreOf } from '@mnist1d/experiments/leaderboard';
import { writeWhole } from '@mnist1d/experiments/storage';
import type { LeaderboardRecord } from '@mnist1d/results';
import { duration } from '@mnist1d/viz';
import { markdownTable } from 'markdown-table';
import { ArgumentError } from '../options/argument-error.ts';

export const modulePath = (folder: string, name: string) => join(folder, 'entries', `${name}.mjs`);
export const recordPath = (folder: string, name: string) => join(folder, 'entries', `${name}.json`);

/** @throws ArgumentError where there is no such folder */
export async function entryNames(folder: string): Promise<string[]> {
  const entries = join(folder, 'entries');
  if (!existsSync(entries))
    throw new ArgumentError(`--folder must be one with the folder entries in it, got '${folder}'`);
  const names = (await readdir(entries)).filter((file) => file.endsWith('.json'));
  return names.map((file) => file.slice(0, -'.json'.length)).sort();
}

/** The names that a user gave, all entries where there are none. Throws an ArgumentError that suggests the nearest. */
export async function chooseEntries(folder: string, given: readonly string[]): Promise<readonly string[]> {
  const known = await entryNames(folder);
  if (given.length === 0) return known;
  try {
    return given.map((name) => checkName('leaderboard', 'entry', name, known));
  } catch (cause) {
    throw new ArgumentError((cause as Error).message, { cause });
  }
}

/** An entry's file, checked. @throws Error that names the file and what is wrong */
export async function readRecord(folder: string, name: string): Promise<LeaderboardRecord> {
  const path = recordPath(folder, name);
  const text = await readFile(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path}: is no JSON: ${(cause as Error).message}`, { cause });
  }
  return checkRecord(path, value);
}

/** An entry's module, whose text keeps to the rules, and its digest. */
export async function readModule(
  path: string,
  name: string,
): Promise<{ readonly source: string; readonly digest: string }> {
  const source = await readFile(path, 'utf8');
  await checkEntryModule(name, source);
  return { source, digest: createHash('sha256').update(source).digest('hex') };
}

/** The cells of the table, the best entry first. */
export const HEAD = ['entry', 'test accuracy', 'seeds', 'parameters', 'updates', 'rows', 'time a seed', 'class'];

export function rowsOf(records: readonly LeaderboardRecord[]): string[][] {
  const scored = records.map((record) => ({ record, score: scoreOf(record) }));
  scored.sort((a, b) => b.score.mean - a.score.mean);
  return scored.map(({ record, score }) => {
    const { steps, batchSize } = budgetOf(record.complete);
    const { runSeconds } = record.complete;
    const seconds = runSeconds.reduce((sum, value) => sum + value, 0) / runSeconds.length;
    return [
      record.name,
      `${score.mean.toFixed(2)} ± ${score.deviation.toFixed(2)}`,
      String(score.seeds),
      record.parameters.toLocaleString('en'),
      steps.toLocaleString('en'),
      String(batchSize),
      duration(seconds),
      record.class,
    ];
  });
}

const [BEGIN, END] = ['<!-- table: leaderboard -->', '<!-- end of table -->'];

/** The page of the folder with the table as it is now; undefined where it has no place for one. */
async function pageWith(
  path: string,
  records: readonly LeaderboardRecord[],
): Promise<[before: string, after: string] | undefined> {
  if (!existsSync(path)) return undefined;
  const before = await readFile(path, 'utf8');
  const [start, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (start < 0 || end < start) return undefined;
  const titles = new Map(records.map(({ name, title }) => [name, title]));
  const lines = rowsOf(records).map(([name = '', ...cells]) => [
    `[${name}](entries/${name}.mjs)`,
    titles.get(name) ?? '',
    ...cells,
  ]);
  const [first = '', ...others] = HEAD;
  const table = markdownTable([[first, 'what it is', ...others], ...lines]);
  return [before, `${before.slice(0, start + BEGIN.length)}\n\n${table}\n\n${before.slice(end)}`];
}

/** Writes the table into the folder's README.md. @returns its path where that has changed */
export async function writePage(folder: string, records: readonly LeaderboardRecord[]): Promise<string | undefined> {
  const path = join(folder, 'README.md');
  const page = await pageWith(path, records);
  if (!page || page[0] === page[1]) return undefined;
  await writeWhole(path, page[1]);
  return path;
}
