/** `mnist1d report`: result files as one HTML page, without training. */
import { writeWhole } from '@mnist1d/experiments/storage';
import { renderReport } from '@mnist1d/viz';
import { Command } from 'commander';
import { importModules, importOption } from '../options/import-modules.ts';
import { checkOutFile } from '../options/out.ts';
import { drawableFigures } from '../results/figures-of.ts';
import type { Written } from '../results/make-results.ts';
import { useResults } from '../results/use-result.ts';

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
  mnist1d report results/*.json --out report.html`,
    )
    .action(report);
}

async function report(files: string[], flags: { out: string; import: readonly string[] }): Promise<void> {
  await importModules(flags.import);
  checkOutFile(flags.out, files);
  const ids = new Set<string>();
  const { used, failure } = await useResults(files, async (result) => {
    if (ids.has(result.experiment))
      throw new Error(`there is a result of '${result.experiment}' in the report already`);
    ids.add(result.experiment);
    return { result, figures: await drawableFigures(result) };
  });
  if (used.length > 0) {
    await writeWhole(flags.out, await reportOf(used));
    process.stdout.write(`${flags.out}\n`);
  }
  if (failure) throw new Error(failure);
}

/** The report of results, each with its figures. */
export function reportOf(drawn: readonly Pick<Written, 'result' | 'figures'>[]): Promise<string> {
  const figures = Object.fromEntries(drawn.map((each) => [each.result.experiment, each.figures]));
  return renderReport(
    drawn.map(({ result }) => result),
    { figures, date: new Date() },
  );
}
