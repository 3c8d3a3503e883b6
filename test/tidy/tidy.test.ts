/** The house in order: sizes, names, first lines, arrows, circles, and files that nobody imports. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageArrows, roomArrows, withoutTensors } from './arrows.ts';
import { entriesOf, root, type SourceFile, sourceFiles } from './source-files.ts';

const MOST_LINES = 300;
const MOST_FILES = 15;
/** Names that say nothing of what is in a file. */
const bannedNames = /^(utils?|helpers?|common|misc|shared|stuff|tools?|data\d+)$/;

const all = sourceFiles();
const byPath = new Map(all.map((file) => [file.path, file]));
/** `packages/jit/src/emit/map.ts` stands in package jit, part src, room emit; a file beside the rooms in none. */
const placed = all.flatMap((file) => {
  const [, name = '', part = '', ...rest] = file.path.split('/');
  return file.path.startsWith('packages/') ? [{ file, name, part, room: rest.length > 1 ? rest[0] : undefined }] : [];
});
const sources = placed.filter(({ part }) => part === 'src');

test(`no source file has more than ${MOST_LINES} lines`, () => {
  const long = all
    .filter(({ path }) => !path.includes('/test/'))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MOST_LINES);
  expect(long.map(({ path, lines }) => `${path}: ${lines} lines; one idea a file`)).toEqual([]);
});

test(`a folder of sources with more than ${MOST_FILES} files has rooms`, () => {
  const counts = new Map<string, number>();
  for (const { file } of sources) {
    const folder = file.path.slice(0, file.path.lastIndexOf('/'));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const full = [...counts].filter(([, count]) => count > MOST_FILES);
  expect(full.map(([folder, count]) => `${folder}: ${count} files; give it rooms`)).toEqual([]);
});

test('every source file begins with a sentence on what it is for', () => {
  // The name of a test says what it tests.
  const speaking = all.filter(({ path }) => !/\.(test|config)\.ts$/.test(path));
  const silent = speaking.filter(
    ({ text }) => !/^(#!.*\n)?(\/\*\*[\s\S]*?[\p{L}`][\s\S]*?\*\/|\/\/ ?\p{L})/u.test(text),
  );
  expect(silent.map(({ path }) => `${path}: its first line says nothing of it`)).toEqual([]);
});

test('no file or folder has a name that says nothing', () => {
  const vague = all.filter(({ path }) => path.split('/').some((part) => bannedNames.test(part.replace(/\..*$/, ''))));
  expect(vague.map(({ path }) => `${path}: name it for what is in it`)).toEqual([]);
});

test('packages import one way', () => {
  expect(readdirSync(join(root, 'packages')).sort()).toEqual(Object.keys(packageArrows).sort());
  const wrong = sources.flatMap(({ file, name }) =>
    file.packages.flatMap((imported) => {
      const [, other] = /^@mnist1d\/([\w-]+)/.exec(imported) ?? [];
      const isTensor = imported.startsWith('@tensorflow/') && withoutTensors.includes(name);
      const isBackwards = other !== undefined && !packageArrows[name]?.includes(other);
      return isTensor || isBackwards ? [`${file.path}: ${name} must not import ${imported}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

test('rooms import one way', () => {
  const wrong = sources.flatMap(({ file, name, room }) => {
    const arrows = roomArrows[name];
    if (!arrows || room === undefined) return [];
    if (!arrows[room]) return [`${file.path}: ${room} is no room of ${name} that ARCHITECTURE.md knows`];
    return file.files.flatMap((path) => {
      const other = placed.find((place) => place.file.path === path);
      if (!other || other.room === room || other.name !== name || other.part !== 'src') return [];
      if (arrows[room]?.includes(other.room ?? '.')) return [];
      return [`${file.path}: ${room} must not import ${path}`];
    });
  });
  expect(wrong).toEqual([]);
});

test('no package reaches into the sources of another', () => {
  const wrong = sources.flatMap(({ file, name }) =>
    file.files
      .filter((path) => path.startsWith('packages/') && !path.startsWith(`packages/${name}/`))
      .map((path) => `${file.path}: import ${path} by its package's name`),
  );
  expect(wrong).toEqual([]);
});

test('no files import each other in a circle, types included', () => {
  expect(circles(all)).toEqual([]);
});

test('every source file is imported, or an entry', () => {
  const imported = new Set(all.flatMap(({ files }) => files));
  const entries = new Set(Object.keys(packageArrows).flatMap((name) => entriesOf(`packages/${name}`)));
  const dead = sources.filter(
    ({ file: { path } }) => !imported.has(path) && !entries.has(path) && !path.endsWith('.d.ts'),
  );
  expect(dead.map(({ file }) => `${file.path}: nobody imports it`)).toEqual([]);
});

/** One circle through each file that is on one, as `a → b → a`. */
function circles(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) {
      found.push([...way.slice(at), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of byPath.get(path)?.files ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}
