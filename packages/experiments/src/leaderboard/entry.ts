/** An entry of the leaderboard: a network and how it is trained, as an experiment that anybody can make again. */
import { checkInteger, checkKeys, refuse, show } from '@mnist1d/checks';
import { mean } from '../analysis/statistics.ts';
import { defineExperiment, type Experiment, type JsonObject } from '../running/experiment.ts';
import { register } from '../running/registry.ts';
import { type EntryRun, type EntrySpec, entryBudgets, fewestSeeds, shortForm } from './rules.ts';
import { type EntryTraining, trainEntry } from './train-entry.ts';

/** What a module of `leaderboard/entries` gives to {@link defineEntry}. */
export interface LeaderboardEntry extends EntryTraining {
  /** Lower-case letters, digits and hyphens: the name of its module. */
  readonly name: string;
  /** One line for the table: the network and what is special about its training. */
  readonly title: string;
  /** Who to ask. */
  readonly authors: string;
  /** `import.meta.url` of the module, which workers import, and whose digest stands in the entry. */
  readonly module: string;
  /** Of the initial weights, dropout, augmentation and order: at least five different ones. */
  readonly seeds: readonly number[];
}

/** Of the experiment that an entry is. */
export interface EntryConfig extends JsonObject {
  readonly seeds: readonly number[];
  readonly steps: number;
}

const keys: readonly (keyof LeaderboardEntry)[] = [
  'name',
  'title',
  'authors',
  'module',
  'seeds',
  'model',
  'steps',
  'batchSize',
  'trainedOn',
  'optimizer',
  'order',
  'loss',
  'clipNorm',
  'augment',
];

/** The experiment of the entry of that name. */
export const entryId = (name: string) => `leaderboard-${name}`;

/**
 * Makes an entry of the leaderboard: registers the experiment `leaderboard-<name>`, whose preset `paper` is all of the entry and
 * whose preset `quick` is its short form, the first seed's first 200 updates.
 *
 * @throws RangeError or TypeError that names the key, the value and the rule; RangeError where another entry has the name
 */
export function defineEntry(entry: LeaderboardEntry): Experiment<EntryConfig, EntrySpec, EntryRun> {
  const where = 'defineEntry';
  checkKeys(where, entry, keys);
  const { name, title, authors, module, seeds, steps, batchSize = 100, trainedOn = 'all' } = entry;
  for (const [key, value] of Object.entries({ name, title, authors, module }))
    if (typeof value !== 'string' || value === '') refuse(where, key, 'a text', value);
  const budgets = Object.keys(entryBudgets);
  if (!Array.isArray(seeds) || new Set(seeds).size !== seeds.length || seeds.length < fewestSeeds)
    refuse(where, 'seeds', `at least ${fewestSeeds} different seeds`, seeds);
  for (const [i, seed] of seeds.entries()) checkInteger(where, `seeds[${i}]`, seed, 0, 2 ** 32 - 1);
  checkInteger(where, 'steps', steps, 1);
  checkInteger(where, 'batchSize', batchSize, 1, 4000);
  if (trainedOn !== 'all' && trainedOn !== 'split')
    throw new RangeError(`${where}: trainedOn must be 'all' or 'split', got ${show(trainedOn)}`);
  if (typeof entry.model !== 'function') refuse(where, 'model', 'a function that makes the model', entry.model);
  const config: EntryConfig = { seeds, steps };
  const short = { seeds: seeds.slice(0, 1), steps: Math.min(steps, shortForm.steps) };
  const experiment = defineExperiment<EntryConfig, EntrySpec, EntryRun>({
    id: entryId(name),
    module,
    recipeVersion: 1,
    title,
    figure: `Leaderboard, classes: ${budgets.join(', ')}`,
    defaultPreset: 'paper',
    presets: {
      paper: { description: `the entry: ${seeds.length} seeds, ${steps.toLocaleString('en')} updates each`, config },
      quick: { description: `the first seed’s first ${short.steps} updates`, config: short },
    },
    runs: (chosen) => chosen.seeds.map((seed) => ({ entry: name, seed, steps: chosen.steps, batchSize, trainedOn })),
    label: ({ seed }) => `${name}, seed ${seed}`,
    run: (spec, context) => trainEntry(entry, spec, context),
    summarise: () => ({ authors }),
    claims: [
      {
        id: 'test-accuracy',
        text: 'Test accuracy in percent, the mean over the seeds, is above the human’s',
        rule: '> 95.8 %',
        published: 95.8,
        measure: (runs) => mean(runs.map(({ metrics }) => metrics.testAccuracy)),
        holds: (accuracy) => accuracy > 95.8,
        decidable: (given) => given.steps >= steps,
      },
    ],
  });
  register(experiment);
  return experiment;
}
