/** What the files of a user's experiment hold: runs that an earlier state of them made are noticed by it (Node only). */
import { readFile } from 'node:fs/promises';
import { sha256 } from '@mnist1d/results';
import { init, parse } from 'es-module-lexer';
import type { Experiment } from './experiment.ts';

/**
 * The digest of the experiment's module and of all files that it imports by their places, directly or not; those of packages are
 * not among them. Undefined where it names no module, or no file.
 */
export async function moduleDigest({ id, module }: Experiment): Promise<string | undefined> {
  if (!module?.startsWith('file:')) return undefined;
  const digests = new Map<string, string>();
  try {
    await addFile(new URL(module), digests);
  } catch (cause) {
    throw new Error(`experiment '${id}': its module cannot be read: ${(cause as Error).message}`, { cause });
  }
  const [own, ...others] = digests.values();
  return others.length === 0 ? own : sha256(new TextEncoder().encode([own, ...others].join('\n')));
}

/** Adds the digests of a file and of what it imports, each once, in the order in which they are named. */
async function addFile(url: URL, digests: Map<string, string>): Promise<void> {
  if (digests.has(url.href)) return;
  const bytes = await readFile(url);
  digests.set(url.href, await sha256(bytes));
  for (const specifier of await importsOf(url, bytes)) {
    // Loaders of TypeScript take the endings of what it is compiled to, or none.
    const names = [specifier, specifier.replace(/js(x?)$/, 'ts$1'), `${specifier}.ts`, `${specifier}.js`];
    let isFound = false;
    for (const name of names) {
      isFound ||= await addFile(new URL(name, url), digests).then(
        () => true,
        () => false,
      );
    }
    if (!isFound) digests.set(new URL(specifier, url).href, 'missing');
  }
}

/** The places, relative or absolute, that a module imports from; none where it cannot be parsed. */
async function importsOf({ pathname }: URL, bytes: Uint8Array): Promise<string[]> {
  if (!/\.[cm]?[jt]sx?$/.test(pathname)) return [];
  await init();
  try {
    const [imports] = parse(new TextDecoder().decode(bytes));
    return imports.flatMap(({ specifier }) => (specifier && /^(\.{0,2}\/|file:)/.test(specifier) ? [specifier] : []));
  } catch {
    return [];
  }
}

/** @throws Error that says what to do where the module, or what it imports, is another than the one that made what is stored, as far as both are known */
export function checkModule(
  { id, module }: Experiment,
  label: string,
  made: string | undefined,
  now: string | undefined,
): void {
  if (made === undefined || now === undefined || made === now) return;
  throw new Error(
    `experiment '${id}': ${module}, or a file that it imports, has changed since the run '${label}' was stored; make the runs again with \`fresh: true\` (--fresh), or raise its recipeVersion, which keeps the earlier runs beside the new ones`,
  );
}
