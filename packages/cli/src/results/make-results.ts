/** Experiments from the command line: made with progress and storage, then written with their figures. */
import {
  type ExperimentChoice,
  type ExperimentResult,
  experiments,
  getExperiment,
  runExperiments,
} from '@mnist1d/experiments';
import { fileRunStore, writeResult } from '@mnist1d/experiments/storage';
import { type FigureOptions, type FigureSet, figures, paperFigures, type VegaLiteSpec } from '@mnist1d/viz';
import { interruptible } from '../terminal/interrupt.ts';
import { progressDisplay } from '../terminal/progress.ts';
import { writeFigures } from './write-figures.ts';

export interface MakeFlags {
  readonly workers: string;
  readonly out: string;
  readonly fresh?: boolean;
}

/** Runs the experiments together; Ctrl-C stops them. */
export function makeResults(
  choices: readonly ({ readonly id: string } & ExperimentChoice)[],
  { workers, out, fresh = false }: MakeFlags,
): Promise<ExperimentResult[]> {
  for (const { id } of choices) getExperiment(id);
  return interruptible(async (signal) => {
    const display = progressDisplay(choices.length > 1);
    try {
      return await runExperiments(choices, {
        signal,
        fresh,
        workers: Number(workers),
        onProgress: display.update,
        store: fileRunStore(out, warn),
      });
    } finally {
      display.stop();
    }
  });
}

/** Writes a result and, unless told otherwise, its figures; returns the files. */
export async function writeResults(out: string, result: ExperimentResult, withFigures = true): Promise<string[]> {
  return [await writeResult(out, result, warn), ...(withFigures ? await writeFigures(out, figuresOf(result)) : [])];
}

/** All figures of a result, by file name without ending: the paper's, and those that registered experiments bring. */
export function figuresOf(
  result: ExperimentResult,
  options: FigureOptions = {},
): Readonly<Record<string, VegaLiteSpec>> {
  const own = [...experiments.values()].flatMap(({ id, figures: draw }): [string, FigureSet][] =>
    // Whoever draws figures of its own says that they are specifications.
    draw ? [[id, () => Object.entries(draw(result.data.runs)) as unknown as ReturnType<FigureSet>]] : [],
  );
  return figures(result, { ...options, sets: { ...paperFigures, ...Object.fromEntries(own) } });
}

function warn(message: string): void {
  process.stderr.write(`warning: ${message}\n`);
}
