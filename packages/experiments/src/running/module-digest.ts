/** What the file of a user's experiment holds: runs that an earlier state of it made are noticed by it. */
import { sha256 } from '@mnist1d/results';
import type { Experiment } from './experiment.ts';
import { isNode } from './worker-messages.ts';

/** The digest of the experiment's module; undefined where it names none, or no file that can be read here. */
export async function moduleDigest({ id, module }: Experiment): Promise<string | undefined> {
  if (!module?.startsWith('file:') || !isNode()) return undefined;
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  try {
    return await sha256(await readFile(new URL(module)));
  } catch (cause) {
    throw new Error(`experiment '${id}': its module cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** @throws Error that says what to do where the module is another than the one that made what is stored, as far as both are known */
export function checkModule(
  { id, module }: Experiment,
  label: string,
  made: string | undefined,
  now: string | undefined,
): void {
  if (made === undefined || now === undefined || made === now) return;
  throw new Error(
    `experiment '${id}': ${module} has changed since the run '${label}' was stored; make the runs again with \`fresh: true\` (--fresh), or raise its recipeVersion, which keeps the earlier runs beside the new ones`,
  );
}
