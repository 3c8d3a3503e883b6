/** `--numerics CLASS`: the class of arithmetic. */
import { checkNumerics, type Numerics } from '@mnist1d/experiments/train';
import { Option } from 'commander';
import { ArgumentError } from './argument-error.ts';

/** The option; an unknown class is refused, and one that this runtime lacks. */
export function numericsOption(): Option {
  return new Option(
    '--numerics <class>',
    'exact, or fused: faster, with other bits, where the runtime has it (default: exact)',
  ).argParser((name): Numerics => {
    try {
      return checkNumerics('--numerics', name as Numerics);
    } catch (cause) {
      throw new ArgumentError((cause as Error).message, { cause });
    }
  });
}
