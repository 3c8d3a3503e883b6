/** `mnist1d leaderboard`: networks that anybody can train again to the bit; shown, verified, added. */
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ExperimentResult, experiments, runExperiments } from '@mnist1d/experiments';
import { importModule } from '@mnist1d/experiments/import-module';
import { differences, entryId, makeRecord } from '@mnist1d/experiments/leaderboard';
import { fileRunStore, writeWhole } from '@mnist1d/experiments/storage';
import type { LeaderboardRecord } from '@mnist1d/results';
import { Command } from 'commander';
import { ArgumentError } from '../options/argument-error.ts';
import { workersOption } from '../options/cores.ts';
import { checkOutFile } from '../options/out.ts';
import {
  chooseEntries,
  entryNames,
  HEAD,
  modulePath,
  readModule,
  readRecord,
  recordPath,
  rowsOf,
  writePage,
} from '../results/leaderboard-folder.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { tellError } from '../terminal/messages.ts';
import { progressDisplay } from '../terminal/progress.ts';
import { table } from '../terminal/table.ts';

interface Flags {
  readonly folder: string;
  readonly workers: number;
  readonly short?: boolean;
  readonly json?: boolean;
}

export function leaderboardCommand(): Command {
  const command = new Command('leaderboard')
    .description('networks that anybody can train again to the bit')
    .option('--folder <dir>', 'the leaderboard', 'leaderboard')
    .option('--json', 'print the entries as JSON')
    .addHelpText(
      'after',
      `
Without a command it prints the table, and writes it into the folder's page.

Examples:
  mnist1d leaderboard                           the table
  mnist1d leaderboard verify resnet             all of it again; every bit must be the same
  mnist1d leaderboard verify --short            a part of every entry again, in a minute
  mnist1d leaderboard add my-network.mjs        check the rules, train, write the entry`,
    )
    .action(show);
  command
    .command('verify')
    .description('make entries again and compare every bit; code 1 where one differs')
    .argument('[entries...]', 'their names; without any, all')
    .option('--short', 'the first updates of the first seed alone')
    .addOption(workersOption())
    .action((names: string[], _, given: Command) => verify(names, given.optsWithGlobals()));
  command
    .command('add')
    .description('check that a module keeps to the rules, train it, and write its entry')
    .argument('<module>', 'a file NAME.mjs that calls defineEntry')
    .addOption(workersOption())
    .action((module: string, _, given: Command) => add(module, given.optsWithGlobals()));
  return command;
}

async function show({ folder, json }: Flags): Promise<void> {
  const records = await recordsOf(folder);
  if (json) process.stdout.write(`${JSON.stringify(records, null, 1)}\n`);
  else process.stdout.write(`${table(HEAD, rowsOf(records), [1, 2, 3, 4, 5])}\n`);
  const page = await writePage(folder, records);
  if (page) process.stderr.write(`Written: ${page}\n`);
}

const recordsOf = async (folder: string) =>
  Promise.all((await entryNames(folder)).map((name) => readRecord(folder, name)));

async function verify(given: readonly string[], flags: Flags): Promise<void> {
  const { folder, short = false, workers } = flags;
  const names = await chooseEntries(folder, given);
  const failed = new Set<string>();
  const records = new Map<string, LeaderboardRecord>();
  for (const name of names) {
    try {
      const record = await readRecord(folder, name);
      const { digest } = await readModule(modulePath(folder, name), name);
      if (digest !== record.module)
        throw new Error(`${modulePath(folder, name)}: is another than the one that made the entry; add it again`);
      await importEntry(modulePath(folder, name), name);
      records.set(name, record);
    } catch (error) {
      tellError(error);
      failed.add(name);
    }
  }
  const again = await makeEntries([...records.keys()], short ? ['quick'] : ['paper', 'quick'], workers);
  for (const [name, record] of records) {
    const lines = (again.get(name) ?? []).flatMap((result) =>
      differences(result.preset === 'paper' ? record.complete : record.short, result),
    );
    process.stdout.write(`${name}: ${lines.length === 0 ? 'every bit is the same' : 'differs'}\n`);
    for (const line of lines) process.stdout.write(`  ${line}\n`);
    if (lines.length > 0) failed.add(name);
  }
  if (failed.size > 0)
    throw new Error(`${failed.size} of ${names.length} entries are not what they say: ${[...failed].join(', ')}`);
}

async function add(module: string, { folder, workers }: Flags): Promise<void> {
  const name = basename(module).replace(/\.mjs$/, '');
  if (name === basename(module)) throw new ArgumentError(`add must be given a file NAME.mjs, got '${module}'`);
  const record = recordPath(folder, name);
  checkOutFile(record);
  const { source, digest } = await readModule(module, name).catch((cause) => {
    throw new ArgumentError(cause.message, { cause });
  });
  await importEntry(module, name);
  const [short, complete] = (await makeEntries([name], ['quick', 'paper'], workers, folder)).get(name) as [
    ExperimentResult,
    ExperimentResult,
  ];
  await writeWhole(record, `${JSON.stringify(makeRecord(name, digest, { complete, short }), null, 1)}\n`);
  if (resolve(module) !== resolve(modulePath(folder, name))) await writeWhole(modulePath(folder, name), source);
  const records = await recordsOf(folder);
  const page = await writePage(folder, records);
  process.stdout.write(`${table(HEAD, rowsOf(records), [1, 2, 3, 4, 5])}\n`);
  process.stdout.write(`Written: ${[record, ...(page ? [page] : [])].join(', ')}\n`);
}

/** Imports the module of an entry, which registers its experiment. */
async function importEntry(path: string, name: string): Promise<void> {
  await importModule(pathToFileURL(resolve(path)).href, [import.meta.url]).catch((cause) => {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  });
  if (!experiments.has(entryId(name)))
    throw new Error(`${path}: must call defineEntry({ name: '${name}', … }) of @mnist1d/experiments/leaderboard`);
}

/** The results of entries by name, in the order of `presets`. With a folder, runs that were finished there are not made again. */
async function makeEntries(
  names: readonly string[],
  presets: readonly ('quick' | 'paper')[],
  workers: number,
  folder?: string,
): Promise<Map<string, ExperimentResult[]>> {
  const choices = names.flatMap((name) => presets.map((preset) => ({ id: entryId(name), preset })));
  if (choices.length === 0) return new Map();
  const display = progressDisplay(names.length > 1);
  try {
    const results = await interruptible((signal) =>
      runExperiments(choices, {
        ...{ signal, workers, onProgress: display.update },
        ...(folder !== undefined && { store: fileRunStore(folder, display.warn) }),
      }),
    );
    return new Map(names.map((name, i) => [name, results.slice(i * presets.length, (i + 1) * presets.length)]));
  } finally {
    display.stop();
  }
}
