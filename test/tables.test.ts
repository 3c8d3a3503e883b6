/** The tables of the documentation say what was measured, of experiments as they are now. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMeasured, root } from '../tables/measured.ts';
import { place } from '../tables/place.ts';
import { outdatedClaims, tablesOf } from '../tables/tables.ts';

const tables = tablesOf(readMeasured());

test.each(tables.map((table) => [`${table.file}: ${table.name}`, table] as const))('%s', (_, table) => {
  const text = readFileSync(join(root, table.file), 'utf8');
  expect(place(text, table), `${table.file} is stale: npm run tables`).toBe(text);
});

test('claims that were measured say what they said then', () => {
  // One whose words, rule or published value are others now, or that is new beside them, is to be measured again.
  expect(outdatedClaims(readMeasured())).toEqual([]);
});

test('a file without its markers is named', () => {
  expect(() => place('# Nothing here', { file: 'README.md', name: 'claims', markdown: '' })).toThrow(
    "README.md: there is no place '<!-- table: claims --> … <!-- end of table -->'",
  );
});
