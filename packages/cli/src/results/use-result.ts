/** Result files that a command is given. What is wrong with one is said of the file: the command line is right. */
import type { ExperimentResult } from '@mnist1d/experiments';
import { readResult } from '@mnist1d/experiments/storage';
import { tellError } from '../terminal/messages.ts';

/**
 * What `use` makes of the result in each file. One that cannot be read, is no result, or is none that `use` can do something
 * with, is named, and the others go on; `failure` says how many there were.
 *
 * @throws Error that names the file where it is the only one
 */
export async function useResults<T>(
  files: readonly string[],
  use: (result: ExperimentResult) => T | Promise<T>,
): Promise<{ readonly used: T[]; readonly failure: string | undefined }> {
  const used: T[] = [];
  for (const file of files) {
    try {
      used.push(await useResult(file, use));
    } catch (error) {
      if (files.length === 1) throw error;
      tellError(error);
    }
  }
  const failed = files.length - used.length;
  return { used, failure: failed > 0 ? `${failed} of ${files.length} files could not be used` : undefined };
}

async function useResult<T>(file: string, use: (result: ExperimentResult) => T | Promise<T>): Promise<T> {
  const result = await readResult(file);
  try {
    return await use(result);
  } catch (cause) {
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
}
