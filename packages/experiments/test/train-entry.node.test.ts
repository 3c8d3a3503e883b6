/** The built package's entries: what an import brings along. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { experiments } from '@mnist1d/experiments';
import { expect, test } from 'vitest';

/** The text of a built file and of all that it imports of this package. */
function bundleOf(file: URL, seen = new Set<string>()): string {
  if (seen.has(file.href)) return '';
  seen.add(file.href);
  const text = readFileSync(fileURLToPath(file), 'utf8');
  const imports = [...text.matchAll(/(?:from|import) ?\(?"(\.[^"]+)"/g)].map(([, path]) => new URL(path!, file));
  return [text, ...imports.map((imported) => bundleOf(imported, seen))].join('\n');
}

const entry = (name: string) => bundleOf(new URL(import.meta.resolve(`@mnist1d/experiments${name}`)));

test('`@mnist1d/experiments/train` brings none of the experiments', () => {
  const titles = [...experiments.values()].map(({ title }) => title);
  const [all, alone] = [entry(''), entry('/train')];
  expect(titles.filter((title) => all.includes(title))).toEqual(titles);
  expect(titles.filter((title) => alone.includes(title))).toEqual([]);
  expect(alone).toContain('createTrainer');
  expect(alone.length).toBeLessThan(all.length / 3);
});

test('it exports what the package exports of training', async () => {
  const [all, alone] = await Promise.all([import('@mnist1d/experiments'), import('@mnist1d/experiments/train')]);
  expect(Object.keys(alone)).toEqual(expect.arrayContaining(['train', 'createTrainer', 'adam', 'evaluate']));
  for (const [name, value] of Object.entries(alone)) expect(all[name as keyof typeof all]).toBe(value);
});
