/** A folder of a test file's own inside of the workspace, where imports resolve as they do for a user. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes it; it is gone when the file's tests are. Other files may run meanwhile: none shares it. */
export function scratchFolder(name: string): string {
  const all = join(import.meta.dirname, '.examples');
  mkdirSync(all, { recursive: true });
  const folder = mkdtempSync(join(all, `${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
