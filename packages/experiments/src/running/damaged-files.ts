/** Files whose content is not what it was written as, and what processes that were killed left behind (Node only). */
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What was read of a file, and why it cannot be used. */
export class DamagedFile extends Error {
  readonly path: string;
  readonly text: string;

  constructor(path: string, text: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DamagedFile';
    this.path = path;
    this.text = text;
  }
}

/** The text of a file, or undefined where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new Error(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Renames a damaged file to *.damaged, to a name that no other has, and tells of it. Where another process has done so, or has
 * written the file anew, there is nothing to do.
 */
export async function setAside(
  { path, text, message }: DamagedFile,
  then: string,
  tell: (message: string) => void,
): Promise<void> {
  const aside = await reserve(path);
  try {
    await rename(path, aside);
  } catch (error) {
    await rm(aside, { force: true });
    if (isMissing(error)) return;
    throw new Error(`${message}; it cannot be set aside: ${(error as Error).message}`, { cause: error });
  }
  // Between reading and renaming, another process may have put a whole file there.
  if ((await readText(aside)) !== text) await rename(aside, path);
  else tell(`${message}; it is set aside as ${aside} and ${then}`);
}

/** Creates an empty file of the first free name. */
async function reserve(path: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = `${path}${n > 1 ? `.${n}` : ''}.damaged`;
    try {
      await (await open(name, 'wx')).close();
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

const DAY = 24 * 60 * 60 * 1000;

/** Removes the files of a folder whose names match and that nobody has written to for a day. A folder that is not there has none. */
export async function removeStale(dir: string, names: RegExp): Promise<void> {
  const found = await readdir(dir).catch((error) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const name of found.filter((each) => names.test(each))) {
    const path = join(dir, name);
    // Another process may remove it as well.
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > DAY) await rm(path, { force: true });
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
