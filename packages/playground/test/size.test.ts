/** What a person downloads, gzipped: until the first curve, and for all but the experiments, whose figures are large. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../dist/page');
const sizeOf = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;

/** A script and those that it imports at once. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = readFileSync(join(folder, file), 'utf8');
  for (const [, name = ''] of code.matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g))
    withImports(`assets/${name}`, seen);
  return seen;
}

test('150 kB of JavaScript until the first curve', () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[\w-]+\.js)"/g)].map(([, file = '']) => file);
  const loaded = new Set(scripts.flatMap((file) => [...withImports(file)]));
  const bytes = [...loaded].reduce((sum, file) => sum + sizeOf(file), 0);
  console.log(`until the first curve: ${bytes} bytes`);
  expect(loaded.size).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(150_000);
});

test('200 kB for all but the experiments', () => {
  const parts = /^(index|data-section|data-client|inside-section|drawing-section|quiz-section)-/;
  const entries = readdirSync(join(folder, 'assets')).filter((file) => parts.test(file));
  expect(entries).toHaveLength(6);
  const files = new Set(entries.flatMap((file) => [...withImports(`assets/${file}`)]));
  const bytes = [...files].reduce((sum, file) => sum + sizeOf(file), 0);
  console.log(`without the experiments: ${bytes} bytes`);
  expect(bytes).toBeLessThanOrEqual(200_000);
});
