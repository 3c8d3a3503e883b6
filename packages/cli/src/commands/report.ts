/** `mnist1d report`: result files as one HTML page, without training. */
import type { ExperimentResult } from '@mnist1d/experiments';
import { writeWhole } from '@mnist1d/experiments/storage';
import { renderReport, type VegaLiteSpec } from '@mnist1d/viz';
import { Command } from 'commander';
import { importModules, importOption } from '../options/import-modules.ts';
import { figuresOf } from '../results/make-results.ts';
import { useResult } from '../results/use-result.ts';

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
      await writeWhole(flags.out, await reportOf(await Promise.all(files.map((file) => useResult(file, withFigures)))));
      process.stdout.write(`${flags.out}\n`);
    });
}

/** A result and its figures. */
export function withFigures(result: ExperimentResult): Drawn {
  return { result, figures: figuresOf(result) };
}

interface Drawn {
  readonly result: ExperimentResult;
  readonly figures: Readonly<Record<string, VegaLiteSpec>>;
}

/** The report of results. */
export function reportOf(drawn: readonly Drawn[]): Promise<string> {
  const figures = Object.fromEntries(drawn.map((each) => [each.result.experiment, each.figures]));
  return renderReport(
    drawn.map(({ result }) => result),
    { figures, date: new Date() },
  );
}
