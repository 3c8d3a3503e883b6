/** `--preset NAME`: which of an experiment's configurations. */
import { checkName } from '@mnist1d/checks';
import { presetNames } from '@mnist1d/results';
import { Option } from 'commander';
import { parseArguments } from './argument-error.ts';

/** The option; an unknown name is refused. */
export function presetOption(description: string): Option {
  return new Option('--preset <name>', description).argParser((name) =>
    parseArguments(() => checkName('--preset', 'preset', name, presetNames)),
  );
}
