/** `--config FILE`: settings from a JSON file, under those of `--set`. */
import { readFileSync } from 'node:fs';
import type { JsonObject } from '@mnist1d/experiments';
import { Option } from 'commander';
import { ArgumentError, parseArguments } from './argument-error.ts';

/** The settings in a file. */
export interface ConfigFile {
  readonly path: string;
  readonly settings: JsonObject;
}

/** The option; a file that cannot be read, is no JSON or no object is refused. */
export function configOption(description: string): Option {
  return new Option('--config <file>', description).argParser((path): ConfigFile => {
    const settings = parse(path);
    if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
      throw new ArgumentError(`--config ${path} must hold a JSON object, like {"steps": 1000}`);
    }
    return { path, settings: settings as JsonObject };
  });
}

function parse(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ArgumentError(`--config ${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ArgumentError(`--config ${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/**
 * What `check` makes of the settings of a file and those over them.
 *
 * @throws ArgumentError where `check` throws a RangeError or TypeError; it names the file where the file alone makes it, too
 */
export function withConfig<T>(config: ConfigFile | undefined, over: JsonObject, check: (settings: JsonObject) => T): T {
  try {
    return check({ ...config?.settings, ...over });
  } catch (error) {
    return parseArguments(() => {
      if (config && messageOf(() => check(config.settings)) === (error as Error).message)
        throw new ArgumentError(`--config ${config.path}: ${(error as Error).message}`, { cause: error });
      throw error;
    });
  }
}

function messageOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}
