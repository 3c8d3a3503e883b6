/** `mnist1d reproduce`: every experiment, one report. */
import { join } from 'node:path';
import { checkName, refuse } from '@mnist1d/checks';
import {
  type Backend,
  type ExperimentResult,
  experiments,
  getExperiment,
  type JsonObject,
  type PresetName,
  resolveConfig,
} from '@mnist1d/experiments';
import { writeWhole } from '@mnist1d/experiments/storage';
import type { Numerics } from '@mnist1d/experiments/train';
import { duration } from '@mnist1d/viz';
import { Command } from 'commander';
import { ArgumentError } from '../options/argument-error.ts';
import { backendOption, onBackend, takesBackend } from '../options/backend.ts';
import { chooseExperiment } from '../options/choose-experiment.ts';
import { type ConfigFile, configOption, withConfig } from '../options/config-option.ts';
import { workersOption } from '../options/cores.ts';
import { importModules, importOption } from '../options/import-modules.ts';
import { numericsOption } from '../options/numerics.ts';
import { checkOutFolder } from '../options/out.ts';
import { presetOption } from '../options/preset.ts';
import { makeResults, writeResults } from '../results/make-results.ts';
import { wrap } from '../terminal/columns.ts';
import { table } from '../terminal/table.ts';
import { reportOf } from './report.ts';

interface ReproduceFlags {
  readonly preset: PresetName;
  readonly all?: boolean;
  readonly only?: string;
  readonly skip?: string;
  readonly backend?: Backend;
  readonly numerics?: Numerics;
  readonly config?: ConfigFile;
  readonly workers: number;
  readonly out: string;
  readonly fresh?: boolean;
  readonly import: readonly string[];
}

export function reproduceCommand(): Command {
  return new Command('reproduce')
    .description('run every experiment of the paper, and check every claim: results, figures and one HTML report')
    .addOption(presetOption('quick, about a minute each, or paper, the published configurations').default('paper'))
    .option('--all', 'those of the book Understanding Deep Learning, too, and our own')
    .option('--only <list>', 'these experiments alone, like classification,pooling')
    .option('--skip <list>', 'all but these')
    .addOption(backendOption())
    .addOption(numericsOption())
    .addOption(configOption('configurations from a JSON file, by experiment: {"pooling": {"seeds": [0, 1]}}'))
    .addOption(workersOption())
    .option('--out <dir>', 'folder for results, figures and report.html', 'results')
    .option('--fresh', 'make runs again that the folder has, in their place')
    .addOption(importOption())
    .addHelpText(
      'after',
      `
Ctrl-C stops it; the same command goes on from the runs that are finished.

Examples:
  mnist1d reproduce --preset quick
  mnist1d reproduce --only classification,pooling
  mnist1d reproduce --config short.json
  mnist1d reproduce --preset quick --numerics fused
  mnist1d reproduce --import ./my-experiment.mjs`,
    )
    .action(reproduce);
}

async function reproduce({
  preset,
  all = false,
  only,
  skip,
  backend,
  config,
  import: modules,
  ...flags
}: ReproduceFlags): Promise<void> {
  await importModules(modules);
  const named = (where: string, list: string | undefined) =>
    list?.split(',').map((id) => chooseExperiment(where, id.trim()).id);
  const left = named('--skip', skip) ?? [];
  const ofPaper = [...experiments.values()].filter(({ source = 'paper' }) => all || source === 'paper');
  const chosen = named('--only', only) ?? ofPaper.map(({ id }) => id);
  const ids = [...new Set(chosen)].filter((id) => !left.includes(id));
  if (ids.length === 0) throw new ArgumentError('--skip leaves no experiment');
  const configs = withConfig(config, {}, (settings) => configsOf(settings, ids, preset, backend));
  checkOutFolder(flags.out);
  const plan = ids.map((id) => [id, getExperiment(id).presets[preset]?.time ?? '']);
  process.stderr.write(`${table(['experiment', 'time, 2 cores'], plan)}\n\n`);

  const results = await makeResults(
    ids.map((id, i) => ({ id, preset, config: configs[i] as JsonObject })),
    flags,
  );
  const written = await writeResults(flags.out, results);
  const report = join(flags.out, 'report.html');
  await writeWhole(report, await reportOf(written));
  process.stdout.write(`${summary(results)}\n\nWritten: ${report}\n`);
}

/** The configuration of each experiment: what a file has for it, on the backend where it takes one. */
function configsOf(
  settings: JsonObject,
  ids: readonly string[],
  preset: PresetName,
  backend: Backend | undefined,
): JsonObject[] {
  for (const [id, config] of Object.entries(settings)) {
    checkName('reproduce', 'experiment', id, [...experiments.keys()]);
    if (Object(config) !== config || Array.isArray(config)) refuse('reproduce', id, 'an object of its keys', config);
  }
  return ids.map((id) => {
    const experiment = getExperiment(id);
    const config = Object.hasOwn(settings, id) ? (settings[id] as JsonObject) : {};
    return resolveConfig(experiment, preset, {
      ...config,
      ...(takesBackend(experiment) && onBackend(experiment, backend)),
    });
  });
}

function summary(results: readonly ExperimentResult[]): string {
  const rows = results.map(({ experiment, claims, runSeconds, digest }) => {
    const count = (holds: boolean | null) => claims.filter((claim) => claim.holds === holds).length;
    const seconds = runSeconds.reduce((sum, s) => sum + s, 0);
    return [experiment, `${count(true)}`, `${count(false)}`, `${count(null)}`, duration(seconds), digest.slice(0, 16)];
  });
  const failed = results.flatMap(({ experiment, claims }) =>
    claims
      .filter(({ holds }) => holds === false)
      .map(({ text, rule, measured }) =>
        wrap(`${experiment}: ${text}: measured ${measured?.toFixed(1)}, rule ${rule}`),
      ),
  );
  return [
    table(['experiment', 'claims hold', 'do not', 'open', 'time of one core', 'digest'], rows, [1, 2, 3]),
    ...(failed.length > 0 ? [`Claims that do not hold:\n${failed.join('\n')}`] : []),
    `Total: ${duration(results[0]?.seconds ?? 0)}.`,
  ].join('\n\n');
}
