/** Experiments from the command line: made with progress and storage, then written with their figures. */
import { type ExperimentChoice, type ExperimentResult, runExperiments } from '@mnist1d/experiments';
import { fileRunStore, writeResult } from '@mnist1d/experiments/storage';
import { ofArguments } from '../options/argument-error.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { warn } from '../terminal/messages.ts';
import { progressDisplay } from '../terminal/progress.ts';
import { drawableFigures, type Figures } from './figures-of.ts';
import { writeFigures } from './write-figures.ts';

export interface MakeFlags {
  readonly workers: number;
  readonly out: string;
  readonly fresh?: boolean;
}

/**
 * Runs the experiments together; Ctrl-C stops them.
 *
 * @throws ArgumentError where the configuration is refused, before anything has run
 */
export function makeResults(
  choices: readonly ({ readonly id: string } & ExperimentChoice)[],
  { workers, out, fresh = false }: MakeFlags,
): Promise<ExperimentResult[]> {
  return interruptible(async (signal) => {
    const display = progressDisplay(choices.length > 1);
    let hasBegun = false;
    try {
      return await runExperiments(choices, {
        signal,
        fresh,
        workers,
        onProgress(progress) {
          hasBegun = true;
          display.update(progress);
        },
        store: fileRunStore(out, display.warn),
      });
    } catch (error) {
      throw hasBegun ? error : ofArguments(error);
    } finally {
      display.stop();
    }
  });
}

/** What was written of a result. */
export interface Written {
  readonly result: ExperimentResult;
  readonly files: readonly string[];
  readonly figures: Figures;
}

/** Writes results and then, unless told otherwise, those of their figures that can be drawn. */
export async function writeResults(
  out: string,
  results: readonly ExperimentResult[],
  withFigures = true,
): Promise<Written[]> {
  const paths: string[] = [];
  for (const result of results) paths.push(await writeResult(out, result, warn));
  const written: Written[] = [];
  for (const [i, result] of results.entries()) {
    const figures = withFigures ? await drawableFigures(result) : {};
    written.push({ result, figures, files: [paths[i] as string, ...(await writeFigures(out, figures))] });
  }
  return written;
}
