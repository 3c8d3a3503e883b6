/** A result file that a command is given. What is wrong with it is said of the file: the command line is right. */
import type { ExperimentResult } from '@mnist1d/experiments';
import { readResult } from '@mnist1d/experiments/storage';

/**
 * What `use` makes of the result in a file.
 *
 * @throws Error that names the file where it cannot be read, is no result, or is none that `use` can do something with
 */
export async function useResult<T>(file: string, use: (result: ExperimentResult) => T): Promise<T> {
  const result = await readResult(file);
  try {
    return use(result);
  } catch (cause) {
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
}
