/** Experiments from the command line: made with progress and storage, then written with their figures. */
import { join } from 'node:path';
import { type ExperimentChoice, type ExperimentResult, runExperiments } from '@mnist1d/experiments';
import { fileRunStore, nameOfFile, writeResult } from '@mnist1d/experiments/storage';
import type { Numerics } from '@mnist1d/experiments/train';
import { ofArguments } from '../options/argument-error.ts';
import { checkOutFolder } from '../options/out.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { warn } from '../terminal/messages.ts';
import { progressDisplay } from '../terminal/progress.ts';
import { drawableFigures, type Figures, warnOf } from './figures-of.ts';
import { writeFigures } from './write-figures.ts';

export interface MakeFlags {
  readonly workers: number;
  readonly out: string;
  readonly fresh?: boolean;
  readonly numerics?: Numerics;
}

/**
 * Runs the experiments together; Ctrl-C stops them.
 *
 * @throws ArgumentError where the configuration is refused or nothing can be written to the folder, before anything has run
 */
export async function makeResults(
  choices: readonly ({ readonly id: string } & ExperimentChoice)[],
  { workers, out, fresh = false, numerics }: MakeFlags,
): Promise<ExperimentResult[]> {
  for (const folder of [out, join(out, 'runs')]) checkOutFolder(out, folder);
  return interruptible(async (signal) => {
    const display = progressDisplay(choices.length > 1);
    let hasBegun = false;
    try {
      return await runExperiments(choices, {
        signal,
        fresh,
        workers,
        ...(numerics && { numerics }),
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
  const names = new Set<string>();
  for (const [i, result] of results.entries()) {
    const figures = withFigures ? await drawableFigures(result) : {};
    const onError = warnOf(result);
    const own = Object.entries(figures).filter(([name]) => {
      if (names.has(name)) onError(name, 'there is a figure of that name already');
      return !names.has(name);
    });
    for (const [name] of own) names.add(name);
    const named = own.map(([name, spec]) => [nameOfFile(name, result), spec] as const);
    const files = await writeFigures(out, Object.fromEntries(named), onError);
    written.push({ result, figures, files: [paths[i] as string, ...files] });
  }
  return written;
}
