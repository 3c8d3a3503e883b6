/** Stored files: only what was read and is wrong is damage; several processes share a folder. */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runExperiment } from '@mnist1d/experiments';
import { fileRunStore, writeResult } from '@mnist1d/experiments/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';

let dir: string;
let path: string;
const key = 'a'.repeat(64);
const finished = { run: { spec: { a: 1 }, metrics: { b: 2 } }, seconds: 1 };
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-storage-'));
  path = join(dir, 'runs', `${key}.json`);
  await fileRunStore(dir).write(key, finished);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a file that cannot be read is an error with its name, and stays', async () => {
  rmSync(path);
  mkdirSync(path);
  await expect(fileRunStore(dir).read(key)).rejects.toThrow(`${path} cannot be read: EISDIR`);
  mkdirSync(join(dir, 'construction.json'));
  const result = await runExperiment('construction');
  await expect(writeResult(dir, result)).rejects.toThrow(`${join(dir, 'construction.json')} cannot be read: EISDIR`);
  expect(readdirSync(dir).sort()).toEqual(['construction.json', 'runs']);
});

test('where no more files can be opened, good runs stay what they are', async () => {
  const script = `
    import { openSync } from 'node:fs';
    import { fileRunStore } from ${JSON.stringify(import.meta.resolve('@mnist1d/experiments/storage'))};
    const store = fileRunStore(${JSON.stringify(dir)});
    await store.read('none');
    try { for (;;) openSync(process.execPath); } catch {}
    console.log(await store.read(${JSON.stringify(key)}).catch((error) => error.message));
  `;
  const file = join(dir, 'many.mjs');
  writeFileSync(file, script);
  const command = `ulimit -n 64 && exec "${process.execPath}" "${file}"`;
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  expect(stdout).toContain(`${path} cannot be read: EMFILE`);
  expect(readdirSync(join(dir, 'runs'))).toEqual([`${key}.json`]);
});

test('no damaged file takes the place of another', async () => {
  const messages: string[] = [];
  const store = fileRunStore(dir, (message) => messages.push(message));
  for (const text of ['first', 'second', 'third']) {
    writeFileSync(path, text);
    expect(await store.read(key)).toBeUndefined();
  }
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('first');
  expect(readFileSync(`${path}.2.damaged`, 'utf8')).toBe('second');
  expect(readFileSync(`${path}.3.damaged`, 'utf8')).toBe('third');
  expect(messages[2]).toContain(`${path}.3.damaged`);
});

test('processes that find the same damage do not fail, and whole files stay', async () => {
  const keys = Array.from({ length: 30 }, (_, i) => i.toString(16).padStart(64, '0'));
  for (const each of keys) writeFileSync(join(dir, 'runs', `${each}.json`), 'damaged');
  const file = join(dir, 'race.mjs');
  writeFileSync(
    file,
    `
    import { fileRunStore } from ${JSON.stringify(import.meta.resolve('@mnist1d/experiments/storage'))};
    const store = fileRunStore(${JSON.stringify(dir)});
    for (const key of ${JSON.stringify(keys)}) {
      if (!(await store.read(key))) await store.write(key, ${JSON.stringify(finished)});
    }
  `,
  );
  await Promise.all(Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, [file])));
  const names = readdirSync(join(dir, 'runs'));
  expect(names.filter((name) => name.endsWith('.damaged'))).toHaveLength(30);
  for (const each of keys) expect(await fileRunStore(dir).read(each)).toEqual(finished);
});

test('temporary files that nobody has written to for a day are removed', async () => {
  const [old, young, other] = [`${path}.123456`, `${path}.654321`, join(dir, 'runs', 'notes.json.123456')];
  for (const each of [old, young, other]) writeFileSync(each, 'half');
  const longAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
  for (const each of [old, other]) utimesSync(each, longAgo, longAgo);
  expect(await fileRunStore(dir).read(key)).toEqual(finished);
  expect([old, young, other].map((each) => existsSync(each))).toEqual([false, true, true]);
});
