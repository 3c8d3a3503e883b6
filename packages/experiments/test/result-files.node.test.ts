/** Result files: written whole, read back as they were, refused or set aside with their name where they are not. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, type ExperimentResult } from '@mnist1d/results';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runExperiment } from '../src/index.ts';
import { readResult, writeResult } from '../src/running/storage.ts';

let dir: string;
let result: ExperimentResult;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-results-'));
  result = await runExperiment('construction');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Writes what `change` makes of the result, and returns the path. */
function write(change: (copy: Changeable) => unknown): string {
  const copy = structuredClone(result) as unknown as Changeable;
  const path = join(dir, 'construction.json');
  writeFileSync(path, JSON.stringify(change(copy) ?? copy));
  return path;
}

type Changeable = { claims?: unknown; digest: string; data: { runs: { metrics: { signals: unknown } }[] } };

/** What reading a file throws. */
async function errorOf(path: string): Promise<Error> {
  return readResult(path).then(
    () => new Error('none'),
    (error) => error,
  );
}

test('a result file reads back as it was written', async () => {
  const path = await writeResult(dir, result);
  expect(path).toBe(join(dir, 'construction.json'));
  expect(await readResult(path)).toEqual(result);
});

test('a file that is no result is refused by name', async () => {
  await expect(readResult('no/such.json')).rejects.toThrow("there is no result file 'no/such.json'");
  await expect(readResult(dir)).rejects.toThrow(`${dir} cannot be read: `);
  await expect(readResult(write(() => ({ schema: 1 })))).rejects.toThrow(
    `${join(dir, 'construction.json')} is no experiment's result`,
  );
});

test('a damaged file is refused by name', async () => {
  const path = await writeResult(dir, result);
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
  await expect(readResult(path)).rejects.toThrow(`${path} is damaged`);
  write(({ data }) => {
    data.runs[0]!.metrics.signals = [];
  });
  await expect(readResult(path)).rejects.toThrow(`${path} is damaged: its runs are not those of its digest`);
});

test('a result without what every result has is refused, with the field', async () => {
  const path = write((copy) => {
    delete copy.claims;
  });
  const error = await errorOf(path);
  expect(error.message).toBe(`${path}: result.claims must be an array, got undefined`);
  // Nobody called a function wrongly.
  expect(error.constructor).toBe(Error);
  expect(error.cause).toBeInstanceOf(TypeError);
});

test('a result whose runs are not of the kind of its experiment is refused, with the run and the field', async () => {
  const runs = structuredClone(result.data.runs) as unknown as Changeable['data']['runs'];
  runs[2]!.metrics.signals = 'none';
  const digest = await digestOf(runs as never);
  const path = write((copy) => ({ ...copy, digest, data: { runs } }));
  const error = await errorOf(path);
  expect(error.message).toBe(`${path}: result.data.runs[2].metrics.signals must be an array, got "none"`);
  expect(error.constructor).toBe(Error);
});

test('a file in the way of a result is set aside and named', async () => {
  const path = join(dir, 'construction.json');
  writeFileSync(path, 'my notes');
  const messages: string[] = [];
  await writeResult(dir, result, (message) => messages.push(message));
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('my notes');
  expect(messages[0]).toContain(path);
  expect(await readResult(path)).toEqual(result);
});

test('an earlier result gives way, whatever it has around its runs', async () => {
  const path = await writeResult(dir, result);
  write((copy) => {
    delete copy.claims;
  });
  const messages: string[] = [];
  await writeResult(dir, result, (message) => messages.push(message));
  expect(await readResult(path)).toEqual(result);
  expect(readdirSync(dir)).toEqual(['construction.json']);
  expect(messages).toEqual([]);
});

test('random damage to a result file is told of the file, or leaves its runs as they were', async () => {
  const path = await writeResult(dir, result);
  const text = readFileSync(path, 'utf8');
  const parts = ['', '-', '0', '1e999', 'null', '[]', '{}', '"', '"x"', ',', '}', '\\u0000', 'NaN', '"__proto__":1,'];
  // Most of the text are numbers of signals: the rest is damaged as often.
  const place = fc.oneof(
    fc.nat(text.length),
    fc.nat(1500),
    fc.nat(500).map((back) => text.length - back),
  );
  const edit = fc.record({ at: place, cut: fc.nat(30), insert: fc.constantFrom(...parts) });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const damaged = edits.reduce((t, { at, cut, insert }) => t.slice(0, at) + insert + t.slice(at + cut), text);
      writeFileSync(path, damaged);
      const read = await readResult(path).catch((error: Error) => error);
      if (read instanceof Error) {
        expect(read).not.toBeInstanceOf(TypeError);
        expect(read.message.startsWith(path)).toBe(true);
        expect(read.message).not.toMatch(/undefined \(reading|is not a function|is not iterable/);
      } else expect(read.data.runs).toEqual(result.data.runs);
    }),
    { seed: 4, numRuns: 300 },
  );
});
