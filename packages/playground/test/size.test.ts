/** What a person downloads, gzipped: until the first curve, for all but the experiments, with these, and with a figure of theirs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../dist/page');
const scripts = readdirSync(join(folder, 'assets')).filter((file) => file.endsWith('.js'));
const codeOf = (file: string) => readFileSync(join(folder, 'assets', file));

/** A script and those that it imports at once. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ''] of String(codeOf(file)).matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g))
    withImports(name, seen);
  return seen;
}

/** Bytes of the scripts of those names and what they import. */
function sizeOf(names: readonly string[]): number {
  const found = names.flatMap((name) => scripts.filter((file) => file.startsWith(`${name}-`)));
  expect(found).toHaveLength(names.length);
  const files = new Set(found.flatMap((file) => [...withImports(file)]));
  return [...files].reduce((sum, file) => sum + gzipSync(codeOf(file), { level: 9 }).length, 0);
}

const begins = ['index'];
const learns = [...begins, 'data-section', 'data-client', 'inside-section', 'drawing-section', 'quiz-section'];
const runs = [...learns, 'experiments-section'];
const draws = [...runs, 'drawing-worker'];

test.each([
  ['until the first curve', 150, begins],
  ['for all but the experiments', 200, learns],
  ['with the experiments', 230, runs],
  ['with a figure', 465, draws],
])('%s: at most %i kB of JavaScript', (what, most, names) => {
  const bytes = sizeOf(names);
  console.log(`${what}: ${bytes} bytes`);
  expect(bytes).toBeLessThanOrEqual(1000 * most);
});

test('there is no script that nobody loads', () => {
  const named = new Set(
    scripts.flatMap((file) => [...String(codeOf(file)).matchAll(/[\w-]+\.js/g)].map(([name]) => name)),
  );
  for (const [name] of readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/[\w-]+\.js/g)) named.add(name);
  expect(scripts.filter((file) => !named.has(file))).toEqual([]);
  expect(scripts.filter((file) => file.startsWith('worker-'))).toEqual([]);
});
