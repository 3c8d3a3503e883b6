/** `mnist1d figure`: the figures of a result, or one that needs no training. */
import { statSync } from 'node:fs';
import { checkName } from '@mnist1d/checks';
import { type ExperimentResult, experiments } from '@mnist1d/experiments';
import type { FigureOptions, Theme } from '@mnist1d/viz';
import { Command } from 'commander';
import { ArgumentError, parseArguments } from '../options/argument-error.ts';
import { importModules, importOption } from '../options/import-modules.ts';
import { checkOutFolder } from '../options/out.ts';
import { type Figures, figuresOf, type OnFailure, warnOf } from '../results/figures-of.ts';
import { useResults } from '../results/use-result.ts';
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
    .description('draw the figures of result files again, without training; or pictures of the data')
    .argument('<what...>', `result files, or any of ${Object.keys(pictures).join(', ')}`)
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
    .action(figure);
}

async function figure(subjects: string[], flags: FigureFlags): Promise<void> {
  await importModules(flags.import);
  const theme: Theme = parseArguments(() => checkName('--theme', 'theme', flags.theme, ['light', 'dark']));
  const formats = parseFormats(flags.format);
  for (const subject of subjects) if (!Object.hasOwn(pictures, subject)) checkFile(subject);
  checkOutFolder(flags.out);

  const names = new Set<string>();
  const draw = async (figures: Figures, onError: OnFailure) => {
    const twice = Object.keys(figures).find((name) => names.has(name));
    if (twice !== undefined) throw new Error(`there is a figure '${twice}' already: draw this one into another folder`);
    for (const name of Object.keys(figures)) names.add(name);
    const files = await writeFigures(flags.out, figures, onError, formats);
    if (files.length > 0) process.stdout.write(`${files.join('\n')}\n`);
  };
  for (const [name, picture] of Object.entries(pictures)) {
    if (subjects.includes(name)) await draw({ [name]: await picture({ theme }) }, refuse);
  }
  const { failure } = await useResults(
    subjects.filter((subject) => !Object.hasOwn(pictures, subject)),
    (result) => drawResult(result, { theme }, draw),
  );
  if (failure) throw new Error(failure);
}

/** @throws ArgumentError where this is neither a file nor, by its ending, the name of one */
function checkFile(name: string): void {
  const stats = statSync(name, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw new ArgumentError(`figure: a result must be a file, '${name}' is a folder`);
  if (stats || name.endsWith('.json')) return;
  if (experiments.has(name))
    throw new ArgumentError(`figure: '${name}' is an experiment; name its result file, like results/${name}.json`);
  parseArguments(() => checkName('figure', 'file or picture', name, Object.keys(pictures)));
}

const refuse: OnFailure = (_, error) => {
  throw error;
};

/**
 * Draws what can be drawn of a result, and warns of the rest.
 *
 * @throws Error where there is such a rest; RangeError with the nearest name where nobody knows how to draw the experiment
 */
async function drawResult(
  result: ExperimentResult,
  options: FigureOptions,
  draw: (figures: Figures, onError: OnFailure) => Promise<void>,
): Promise<void> {
  const failed = new Set<string>();
  const onError: OnFailure = (name, error) => {
    failed.add(name);
    warnOf(result)(name, error);
  };
  const figures = figuresOf(result, onError, options);
  const count = Object.keys(figures).length + failed.size;
  if (count === 0) {
    checkName('figure', 'experiment', result.experiment, [...experiments.keys()]);
    throw new RangeError(`figure: there is nothing to draw of '${result.experiment}'`);
  }
  await draw(figures, onError);
  if (failed.size > 0) throw new Error(`${failed.size} of ${count} figures cannot be drawn`);
}
