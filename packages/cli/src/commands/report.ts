/** `mnist1d report`: result files as one HTML page, without training. */
import type { ExperimentResult } from '@mnist1d/experiments';
import { readResult, writeWhole } from '@mnist1d/experiments/storage';
import { renderReport } from '@mnist1d/viz';
import { Command } from 'commander';
import { importModules, importOption } from '../options/import-modules.ts';
import { figuresOf } from '../results/make-results.ts';

export function reportCommand(): Command {
  return new Command('report')
    .description('put result files together to one self-contained HTML page')
    .argument('<results...>', 'result files')
    .option('--out <file>', 'the page', 'results/report.html')
    .addOption(importOption())
    .addHelpText(
      'after',
      `
Examples:
  mnist1d report results/classification.json results/pooling.json --out report.html`,
    )
    .action(async (files: string[], flags: { out: string; import: readonly string[] }) => {
      await importModules(flags.import);
      await writeWhole(flags.out, await reportOf(await Promise.all(files.map(readResult))));
      process.stdout.write(`${flags.out}\n`);
    });
}

/** The report of results. */
export function reportOf(results: readonly ExperimentResult[]): Promise<string> {
  const figures = Object.fromEntries(results.map((result) => [result.experiment, figuresOf(result)]));
  return renderReport(results, { figures, date: new Date() });
}
