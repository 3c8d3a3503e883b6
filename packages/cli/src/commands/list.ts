/** `mnist1d list`: the experiments, what they make, and what their presets cost. */
import { experiments } from '@mnist1d/experiments';
import { Command } from 'commander';
import { importModules, importOption } from '../options/import-modules.ts';
import { table } from '../terminal/table.ts';

export function listCommand(): Command {
  return new Command('list')
    .description('the experiments, their figures in the paper and their presets')
    .addOption(importOption())
    .action(async (flags: { import: readonly string[] }) => {
      await importModules(flags.import);
      const rows = [...experiments.values()].flatMap(({ id, figure, defaultPreset, presets }) =>
        (['quick', 'paper'] as const).map((name, i) => {
          const preset = `${name}${name === defaultPreset ? ' (default)' : ''}`;
          return [
            i === 0 ? id : '',
            i === 0 ? figure : '',
            preset,
            presets[name].description,
            presets[name].time ?? '',
          ];
        }),
      );
      process.stdout.write(`${table(['experiment', 'makes', 'preset', 'what it runs', 'time, 2 cores'], rows)}\n`);
    });
}
