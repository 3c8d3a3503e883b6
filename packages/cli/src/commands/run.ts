/** `mnist1d run`: an experiment, its result, figures, table and claims. */
import {
  type Backend,
  type Experiment,
  type ExperimentResult,
  type JsonObject,
  type PresetName,
  resolveConfig,
} from '@mnist1d/experiments';
import type { Numerics } from '@mnist1d/experiments/train';
import { duration } from '@mnist1d/viz';
import { Command } from 'commander';
import { ArgumentError } from '../options/argument-error.ts';
import { backendOption, onBackend } from '../options/backend.ts';
import { chooseExperiment } from '../options/choose-experiment.ts';
import { type ConfigFile, configOption, withConfig } from '../options/config-option.ts';
import { workersOption } from '../options/cores.ts';
import { importModules, importOption } from '../options/import-modules.ts';
import { numericsOption } from '../options/numerics.ts';
import { presetOption } from '../options/preset.ts';
import { setOption } from '../options/set-options.ts';
import { makeResults, type Written, writeResults } from '../results/make-results.ts';
import { resultTables } from '../results/result-tables.ts';
import { wrap } from '../terminal/columns.ts';

interface RunFlags {
  readonly preset?: PresetName;
  readonly seeds?: string;
  readonly backend?: Backend;
  readonly numerics?: Numerics;
  readonly workers: number;
  readonly out: string;
  readonly fresh?: boolean;
  readonly json?: boolean;
  readonly figures: boolean;
  readonly set: JsonObject;
  readonly config?: ConfigFile;
  readonly import: readonly string[];
}

export function runCommand(): Command {
  return new Command('run')
    .description('run an experiment of the paper; finished runs in the output folder are not run again')
    .argument('<experiment>', 'its name, as `mnist1d list` shows it')
    .addOption(presetOption('quick or paper; each experiment has its default'))
    .option('--seeds <list>', 'seeds of the initial weights, like 42,43,44')
    .addOption(backendOption())
    .addOption(numericsOption())
    .addOption(workersOption())
    .option('--out <dir>', 'folder for results and figures', 'results')
    .option('--fresh', 'make runs again that the folder has, in their place')
    .option('--json', 'print the result as JSON instead of tables')
    .option('--no-figures', 'draw no figures')
    .addOption(setOption('any key of the configuration'))
    .addOption(configOption('keys of the configuration from a JSON file; those of --set go before them'))
    .addOption(importOption())
    .addHelpText(
      'after',
      `
\`mnist1d show classification\` lists the keys of a configuration.

Examples:
  mnist1d run classification                    the published schedule, 3 seeds
  mnist1d run classification --preset quick     a short one, in seconds
  mnist1d run classification --set steps=301 --set models=mlp,cnn
  mnist1d run classification --config wide.json --set steps=301
  mnist1d run classification --json > result.json
  mnist1d run classification --numerics fused   faster, other bits
  mnist1d run widths --import ./widths.mjs      an experiment of your own`,
    )
    .action(run);
}

async function run(id: string, flags: RunFlags): Promise<void> {
  await importModules(flags.import);
  const experiment = chooseExperiment('run', id);
  const { preset } = flags;
  const over = {
    ...flags.set,
    ...(flags.seeds !== undefined && { seeds: parseSeeds(flags.seeds) }),
    ...onBackend(experiment, flags.backend),
  };
  const config = withConfig(flags.config, over, (settings) =>
    resolveConfig(experiment, preset ?? experiment.defaultPreset, settings),
  );
  const choice = { id, config, ...(preset !== undefined && { preset }) };
  const [result] = (await makeResults([choice], flags)) as [ExperimentResult];
  const [{ files }] = (await writeResults(flags.out, [result], flags.figures)) as [Written];
  if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
  else process.stdout.write(summary(experiment, result, files));
}

function summary(experiment: Experiment, result: ExperimentResult, files: readonly string[]): string {
  const peer = experiment.peer?.(result.config);
  const comparison = peer ? ` The same updates in ${peer.text}: ${duration(peer.seconds)}.` : '';
  return [
    `\n${experiment.title}`,
    wrap(
      `Preset ${result.preset}${result.numerics ? `, ${result.numerics} arithmetic` : ''}: ${experiment.presets[result.preset].description}. ${duration(result.seconds)}.${comparison}`,
    ),
    ...resultTables(result),
    `${wrap(`Written: ${files.join(', ')}`)}\n`,
  ].join('\n\n');
}

function parseSeeds(text: string): number[] {
  return text.split(',').map((seed) => {
    if (!/^\d+$/.test(seed.trim()))
      throw new ArgumentError(`--seeds must be whole numbers with commas between them, like 42,43, got '${text}'`);
    return Number(seed);
  });
}
