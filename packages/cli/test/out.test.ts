/** Where a command writes is tried before it computes: whatever is wrong with it is said at once, and nothing is lost. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mnist1d } from './mnist1d.ts';

let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-out-'));
  writeFileSync(join(dir, 'notes.csv'), 'mine');
  mkdirSync(join(dir, 'folder.csv'));
  mkdirSync(join(dir, 'taken'));
  writeFileSync(join(dir, 'taken', 'runs'), 'mine');
  await mnist1d(['run', 'construction', '--out', 'made', '--no-figures'], dir);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const result = join('made', 'construction.json');
const folders = [
  ['notes.csv', /ENOTDIR/],
  [join('notes.csv', 'deep', 'deeper'), /ENOTDIR/],
  ['x'.repeat(300), /ENAMETOOLONG/],
] as const;
const intoFolders = [
  ['run', 'construction'],
  ['reproduce', '--only', 'construction'],
  ['figure', 'templates'],
  ['human', '--quiz', '1'],
];

test.each(intoFolders.flatMap((args) => folders.map(([out, reason]) => ({ args, out, reason }))))(
  '$args into $out',
  async ({ args, out, reason }) => {
    const { code, stdout, stderr } = await mnist1d([...args, '--out', out], dir, (child) => child.stdin?.end());
    expect(stderr).toMatch(/^error: --out must be a folder that files can be written to, got '.*\n$/);
    expect(stderr).toMatch(reason);
    expect([stdout, code]).toEqual(['', 2]);
  },
);

test('a folder that has a file where runs are kept', async () => {
  const { code, stderr } = await mnist1d(['run', 'construction', '--out', 'taken'], dir);
  expect(stderr).toMatch(/^error: --out must be a folder .* 'taken': ENOTDIR: not a directory\n$/);
  expect(code).toBe(2);
});

test.skipIf(process.platform !== 'linux')('where Linux makes no files, no command waits for ever', async () => {
  const { code, stderr } = await mnist1d(['run', 'construction', '--out', '/proc/mnist1d/results'], dir);
  expect(stderr).toMatch(/^error: --out must be a folder that files can be written to, got '\/proc\/mnist1d\/results'/);
  expect(code).toBe(2);
});

test.each<[string[], string]>([
  [['dataset', '--out', 'folder.csv'], "got 'folder.csv', which is a folder"],
  [['dataset', '--out', join('notes.csv', 'data.csv')], 'ENOTDIR: not a directory'],
  [['report', result, '--out', 'folder.csv'], "got 'folder.csv', which is a folder"],
  [['report', result, '--out', devNull], `got '${devNull}', which is none`],
])('%j', async (args, reason) => {
  const { code, stdout, stderr } = await mnist1d(args, dir);
  expect(stderr).toMatch(/^error: --out must be a file that can be written, got '.*\n$/);
  expect(stderr).toContain(reason);
  expect([stdout, code]).toEqual(['', 2]);
});

test('a report is not written over a result that it is made of', async () => {
  const before = readFileSync(join(dir, result));
  const { code, stderr } = await mnist1d(['report', result, '--out', `./${result}`], dir);
  expect(stderr).toBe(`error: --out must be another file than those that are read, got './${result}'\n`);
  expect(code).toBe(2);
  expect(readFileSync(join(dir, result))).toEqual(before);
});

test('what is tried leaves no trace', async () => {
  expect((await mnist1d(['run', 'construction', '--set', 'x=1', '--out', join('a', 'b')], dir)).code).toBe(2);
  expect(existsSync(join(dir, 'a'))).toBe(false);
  expect(readdirSync(dir).sort()).toEqual(['folder.csv', 'made', 'notes.csv', 'taken']);
  expect(readFileSync(join(dir, 'notes.csv'), 'utf8')).toBe('mine');
});
