/** `--threads N` and `--workers N`: how many cores work on each update of one training, and on how many runs at a time. */
import { availableCores } from '@mnist1d/experiments';
import { Option } from 'commander';
import { ArgumentError } from './argument-error.ts';

/** As many as a program takes. */
const MOST_THREADS = 64;

/** All cores, as far as a program takes them. */
export const allThreads = () => Math.min(MOST_THREADS, availableCores());

/** Not given: all cores where the training is compiled. */
export const threadsOption = (): Option =>
  countOption(
    'threads',
    MOST_THREADS,
    'cores that work on each update together, where that is faster; the same bits',
  ).default(undefined, `${allThreads()}`);

export const workersOption = (): Option =>
  countOption('workers', 999_999, 'runs made at a time, each in a thread').default(availableCores());

/** An option; what is no integer in 1 … `most` is refused. */
const countOption = (name: string, most: number, description: string): Option =>
  new Option(`--${name} <n>`, description).argParser((text) => {
    const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    if (count < 1 || count > most)
      throw new ArgumentError(`--${name} must be an integer in 1 … ${most}, got '${text}'`);
    return count;
  });
