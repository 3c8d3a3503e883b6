/** `--out PATH`: where a command writes, tried before it computes anything. */
import { mkdtempSync, rmdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ArgumentError } from './argument-error.ts';

/**
 * @param folder the one in it that is written to
 * @throws ArgumentError where no file can be made in that folder, nor the folder itself if there is none
 */
export function checkOutFolder(out: string, folder = out): void {
  trying(`--out must be a folder that files can be written to, got '${out}'`, () => tryFolder(folder));
}

/** @throws ArgumentError where that is something else than a file, no file can be made there, or it is one that is read */
export function checkOutFile(out: string, read: readonly string[] = []): void {
  const rule = `--out must be a file that can be written, got '${out}'`;
  const stats = trying(rule, () => {
    tryFolder(dirname(out));
    return statsOf(out);
  });
  if (stats && !stats.isFile())
    throw new ArgumentError(`${rule}, which is ${stats.isDirectory() ? 'a folder' : 'none'}`);
  if (read.some((path) => resolve(path) === resolve(out))) {
    throw new ArgumentError(`--out must be another file than those that are read, got '${out}'`);
  }
}

function trying<T>(rule: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const [reason] = (cause as Error).message.split(',');
    throw new ArgumentError(`${rule}: ${reason}`, { cause });
  }
}

/** Only what is there can be tried. To make a folder with those above it would not do: where /proc forbids it, Node never returns. */
function tryFolder(folder: string): void {
  let path = resolve(folder);
  while (!statsOf(path)) path = dirname(path);
  rmdirSync(mkdtempSync(join(path, '.mnist1d-')));
}

function statsOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
