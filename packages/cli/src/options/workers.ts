/** `--workers N`: how many runs are made at a time. */
import { availableCores } from '@mnist1d/experiments';
import { Option } from 'commander';
import { ArgumentError } from './argument-error.ts';

/** The option; what is no integer of at least 1 is refused. */
export function workersOption(): Option {
  return new Option('--workers <n>', 'runs made at a time, each in a thread')
    .default(availableCores())
    .argParser((text) => {
      if (!/^\d{1,6}$/.test(text) || Number(text) === 0)
        throw new ArgumentError(`--workers must be an integer in 1 … 999999, got '${text}'`);
      return Number(text);
    });
}
