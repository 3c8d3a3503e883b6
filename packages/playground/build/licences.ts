/** Whose code is in a build: every package that was put into it, with its licence. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Collects what builds inside a build take, those of its workers, and writes it all beside what it makes. */
export function licences(fileName: string): { readonly collect: Plugin; readonly write: Plugin } {
  const folders = new Set<string>();
  const note = (ids: readonly string[]) => {
    for (const id of ids) {
      const folder = folderOf(id);
      if (folder) folders.add(folder);
    }
  };
  const generateBundle: Plugin['generateBundle'] = (_, bundle) => {
    for (const part of Object.values(bundle)) if (part.type === 'chunk') note(part.moduleIds);
  };
  return {
    collect: { name: 'collect-licences', generateBundle },
    write: {
      name: 'write-licences',
      generateBundle(options, bundle, isWrite) {
        generateBundle.call(this, options, bundle, isWrite);
        this.emitFile({ type: 'asset', fileName, source: textOf([...folders]) });
      },
    },
  };
}

/** The folder of the package under node_modules that a module is of. */
function folderOf(id: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id.replaceAll('\\', '/').replace(/^\0/, ''))?.[0];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly author?: string | { readonly name: string };
}

function textOf(folders: readonly string[]): string {
  const texts = new Map<string, string>();
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const { name, version, license, author } = manifest;
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry));
    const by = typeof author === 'string' ? author : author?.name;
    const licence = file ? readFileSync(join(folder, file), 'utf8').trim() : `${license}${by ? `, by ${by}` : ''}`;
    texts.set(`${name} ${version}`, `${name} ${version}, ${license}\n\n${licence}\n`);
  }
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join(`\n${'-'.repeat(80)}\n\n`);
}
