/** `--set key=value`, repeated: any key of a configuration or any option of the dataset. */

import type { JsonObject } from '@mnist1d/experiments';
import { Option } from 'commander';
import { ArgumentError } from './argument-error.ts';

/** The option, collecting its values into one object. Values are JSON; what is no JSON is text; a,b is a list. */
export function setOption(description: string): Option {
  return new Option('--set <key=value>', description)
    .default({}, 'nothing')
    .argParser((text: string, previous: JsonObject) => {
      const cut = text.indexOf('=');
      if (cut < 1) throw new ArgumentError(`--set must be key=value, like steps=1000, got '${text}'`);
      return { ...previous, [text.slice(0, cut)]: parseValue(text.slice(cut + 1)) };
    });
}

function parseValue(text: string): JsonObject[string] {
  try {
    return JSON.parse(text);
  } catch {
    return text.includes(',') ? text.split(',').map(parseValue) : text;
  }
}
