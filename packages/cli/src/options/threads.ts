/** `--threads N`: how many cores work on each update of one training. */
import { availableCores } from '@mnist1d/experiments';
import { Option } from 'commander';
import { ArgumentError } from './argument-error.ts';

/** As many as a program takes. */
const MOST = 64;

/** The option; what is no integer in 1 … 64 is refused. */
export function threadsOption(): Option {
  return new Option('--threads <n>', 'cores that work on each update together, where that is faster; the same bits')
    .default(Math.min(MOST, availableCores()))
    .argParser((text) => {
      const threads = /^\d{1,2}$/.test(text) ? Number(text) : 0;
      if (threads < 1 || threads > MOST)
        throw new ArgumentError(`--threads must be an integer in 1 … ${MOST}, got '${text}'`);
      return threads;
    });
}
