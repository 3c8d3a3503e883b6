/** `--import FILE`: a module that registers experiments of a user's own. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Option } from 'commander';
import { ArgumentError } from './argument-error.ts';

/** The option, collecting its values. */
export function importOption(): Option {
  return new Option('--import <module>', 'a file or package that registers experiments of your own; may be repeated')
    .default([], 'none')
    .argParser((module: string, previous: readonly string[]) => [...previous, module]);
}

/**
 * Imports each module: a path from here, or a package that is installed here.
 *
 * @throws ArgumentError where there is none; Error that names the module where it fails
 */
export async function importModules(modules: readonly string[]): Promise<void> {
  for (const name of modules) {
    await import(pathToFileURL(locate(name)).href).catch((cause) => {
      throw new Error(`--import ${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
  }
}

function locate(name: string): string {
  const path = resolve(name);
  if (existsSync(path)) return path;
  try {
    return createRequire(join(process.cwd(), 'here.js')).resolve(name);
  } catch (cause) {
    throw new ArgumentError(`--import must name a file or an installed package, got '${name}'`, { cause });
  }
}
