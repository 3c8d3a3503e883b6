/** The repository's source files and what they import. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

export const root = resolve(import.meta.dirname, '../..');

/** A source file, by its path from the root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Source files of ours that it imports by a relative path, types included. */
  readonly files: readonly string[];
  /** Packages that it imports, as they are named there: `@mnist1d/models`, `node:fs`. */
  readonly packages: readonly string[];
}

/** All TypeScript and JavaScript of the repository, tracked or about to be. */
export function sourceFiles(): SourceFile[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.mjs'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return listed
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .map(read);
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  // What a worker or a process is started from is imported, too.
  const started = [...text.matchAll(/new URL\('(\.[^']+)', import\.meta\.url\)/g)].map(
    ([, specifier = '']) => specifier,
  );
  const isRelative = (specifier: string) => specifier.startsWith('.');
  return {
    path,
    text,
    files: [...specifiers, ...started]
      .filter(isRelative)
      // A bundler's way of importing is said behind a question mark.
      .map((specifier) => join(dirname(path), specifier.replace(/\?.*$/, '')).replaceAll('\\', '/')),
    packages: specifiers.filter((specifier) => !isRelative(specifier)),
  };
}

/** The files that the builds start from, and those that package.json names. */
export function entriesOf(folder: string): string[] {
  return ['tsdown.config.ts', 'vite.config.ts', 'package.json'].flatMap((file) => {
    const path = join(root, folder, file);
    if (!existsSync(path)) return [];
    const entries = readFileSync(path, 'utf8').match(/(?:src|bench|build)\/[\w./*-]+\.(?:tsx?|mjs)/g) ?? [];
    return entries.flatMap((entry) => {
      const inside = dirname(`${folder}/${entry}`);
      return entry.endsWith('/*.ts')
        ? readdirSync(join(root, inside)).map((name) => `${inside}/${name}`)
        : `${folder}/${entry}`;
    });
  });
}
