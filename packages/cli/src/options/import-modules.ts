/** `--import FILE`: a module that registers experiments of a user's own. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { importModule } from '@mnist1d/experiments/import-module';
import { Option } from 'commander';
import { resolve as resolvePackage } from 'import-meta-resolve';
import { ArgumentError } from './argument-error.ts';

/** The option, collecting its values. */
export function importOption(): Option {
  return new Option('--import <module>', 'a file or package that registers experiments of your own; may be repeated')
    .default([], 'none')
    .argParser((module: string, previous: readonly string[]) => [...previous, module]);
}

/**
 * Imports each module: a path from here or its `file:` URL, or a package that is installed here. It need not stand in a project.
 *
 * @throws ArgumentError where there is none; Error that names the module where it fails
 */
export async function importModules(modules: readonly string[]): Promise<void> {
  for (const name of modules) {
    await importModule(locate(name), [import.meta.url]).catch((cause) => {
      throw new Error(`--import ${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
  }
}

/** The URL of a file. */
function locate(name: string): string {
  const path = /^file:/i.test(name) ? pathOf(name) : resolve(name);
  if (existsSync(path)) return pathToFileURL(path).href;
  try {
    const url = resolvePackage(name, pathToFileURL(join(process.cwd(), 'here.js')).href);
    if (/^file:/.test(url)) return url;
    throw new Error(`${url} is no file`);
  } catch (cause) {
    throw new ArgumentError(`--import must name a file or an installed package, got '${name}'`, { cause });
  }
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new ArgumentError(`--import must name a file of this machine, got '${url}'`, { cause });
  }
}
