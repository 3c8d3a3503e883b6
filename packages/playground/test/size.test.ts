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

/** Bytes of some scripts and what they import. */
function sizeOf(files: readonly string[]): number {
  const all = new Set(files.flatMap((file) => [...withImports(file)]));
  return [...all].reduce((sum, file) => sum + gzipSync(codeOf(file), { level: 9 }).length, 0);
}

const without = (files: readonly string[], ...names: string[]) => {
  const left = files.filter((file) => !names.some((name) => file.startsWith(`${name}-`)));
  expect(left).toHaveLength(files.length - names.length);
  return left;
};
const undrawn = without(scripts, 'drawing-worker');
const learning = without(undrawn, 'experiments-section', 'show-experiment', 'run-bar');
const first = scripts.filter((file) => file.startsWith('index-'));

test.each([
  ['until the first curve', 155, first],
  ['for all but the experiments', 200, learning],
  ['with the experiments', 245, undrawn],
  ['with a figure', 480, scripts],
])('%s: at most %i kB of JavaScript', (what, most, files) => {
  const bytes = sizeOf(files);
  console.log(`${what}: ${bytes} bytes`);
  expect(files.length).toBeGreaterThan(0);
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
