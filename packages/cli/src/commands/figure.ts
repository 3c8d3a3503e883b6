/** `mnist1d figure`: the figures of a result, or one that needs no training. */
import { existsSync } from 'node:fs';
import { checkName } from '@mnist1d/checks';
import type { FigureOptions, Theme, VegaLiteSpec } from '@mnist1d/viz';
import { Command } from 'commander';
import { importModules, importOption } from '../options/import-modules.ts';
import { figuresOf as resultFigures } from '../results/make-results.ts';
import { useResult } from '../results/use-result.ts';
import { figureFormats, parseFormats, writeFigures } from '../results/write-figures.ts';
import { pictures } from '../terminal/pictures.ts';

interface FigureFlags {
  readonly out: string;
  readonly format: string;
  readonly theme: string;
  readonly import: readonly string[];
}

export function figureCommand(): Command {
  return new Command('figure')
    .description('draw the figures of a result file again, without training; or a picture of the data')
    .argument('<what>', `a result file, or one of ${Object.keys(pictures).join(', ')}`)
    .option('--out <dir>', 'folder for the pictures', 'results')
    .option('--format <list>', figureFormats.join(' or '), figureFormats.join(','))
    .option('--theme <name>', 'light or dark', 'light')
    .addOption(importOption())
    .addHelpText(
      'after',
      `
Examples:
  mnist1d figure results/classification.json --format svg
  mnist1d figure construction                  Figure 1: how a signal is made
  mnist1d figure templates --theme dark
  mnist1d figure samples`,
    )
    .action(async (what: string, flags: FigureFlags) => {
      await importModules(flags.import);
      const theme: Theme = checkName('--theme', 'theme', flags.theme, ['light', 'dark']);
      const formats = parseFormats(flags.format);
      const files = await writeFigures(flags.out, await figuresOf(what, { theme }), formats);
      process.stdout.write(`${files.join('\n')}\n`);
    });
}

async function figuresOf(what: string, options: FigureOptions): Promise<Readonly<Record<string, VegaLiteSpec>>> {
  if (what.endsWith('.json') || existsSync(what)) return useResult(what, (result) => resultFigures(result, options));
  const name = checkName('figure', 'picture', what, Object.keys(pictures));
  return { [name]: await (pictures[name] as (typeof pictures)[string])(options) };
}
