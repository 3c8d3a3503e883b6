/** The leaderboard as it stands, by the command: entries that give their bits again, modules that cheat, numbers that were edited. */
import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { digestOf } from '@mnist1d/results';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from './scratch-folder.ts';

const root = resolve(import.meta.dirname, '..');
const published = join(root, 'leaderboard');
const entries = readdirSync(join(published, 'entries'));
const folder = scratchFolder('leaderboard');

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function leaderboard(...args: readonly string[]): Promise<Finished> {
  const main = join(root, 'packages/cli/dist/main.js');
  return new Promise((done) =>
    execFile(process.execPath, [main, 'leaderboard', ...args], { cwd: folder }, (error, stdout, stderr) =>
      done({ code: (error as { code?: number } | null)?.code ?? 0, stdout, stderr }),
    ),
  );
}

describe('the published leaderboard', () => {
  test('every entry has its module and its file, and the first updates give the same bits', async () => {
    const names = entries.filter((file) => file.endsWith('.mjs')).map((file) => file.replace('.mjs', ''));
    expect(entries.filter((file) => file.endsWith('.json'))).toEqual(names.map((name) => `${name}.json`));
    const { code, stdout, stderr } = await leaderboard('verify', '--short', '--folder', published);
    expect(stdout.trim().split('\n').sort(), stderr).toEqual(
      names.map((name) => `${name}: every bit is the same`).sort(),
    );
    expect(code).toBe(0);
  });

  test('its page has the table as the files have it', async () => {
    const copy = join(folder, 'page');
    cpSync(published, copy, { recursive: true });
    const { code, stdout } = await leaderboard('--folder', copy);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^entry +test accuracy/);
    expect(readFileSync(join(copy, 'README.md'), 'utf8')).toBe(readFileSync(join(published, 'README.md'), 'utf8'));
  });
});

const small = (changes = '') => `
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adam } from '@mnist1d/experiments/train';
import { logistic } from '@mnist1d/models';
defineEntry({
  name: 'NAME', title: 'Small', authors: 'Nobody', module: import.meta.url, seeds: [1, 2, 3, 4, 5],
  model: logistic, steps: 30, batchSize: 50, optimizer: adam(), order: 'shuffled', trainedOn: 'split',
  ${changes}
});`;

const write = (name: string, source: string) => {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, source.replace('NAME', name));
  return path;
};

describe('an entry', () => {
  const board = () => join(folder, 'board');

  test('is added, listed and verified', async () => {
    const added = await leaderboard('add', write('small', small()), '--folder', board());
    expect(added.stderr).toMatch(/6 of 6 runs/);
    expect(added.code).toBe(0);
    expect(added.stdout).toMatch(/small +\d\d\.\d\d ± \d\.\d\d +5 +410 +30 +50 .* paper/);
    const record = JSON.parse(readFileSync(join(board(), 'entries/small.json'), 'utf8'));
    expect(record.complete.data.runs).toHaveLength(5);
    expect(record.complete.data.runs[0].metrics.validationAccuracy).toBeGreaterThan(5);
    const { code, stdout } = await leaderboard('verify', 'small', '--folder', board());
    expect([code, stdout]).toEqual([0, 'small: every bit is the same\n']);
  });

  test('whose numbers were edited is found, with a digest that fits and without', async () => {
    const path = join(board(), 'entries/small.json');
    const text = readFileSync(path, 'utf8');
    const record = JSON.parse(text);
    record.complete.data.runs[2].metrics.testAccuracy = 99;
    writeFileSync(path, JSON.stringify(record));
    const clumsy = await leaderboard('verify', '--folder', board());
    expect(clumsy.code).toBe(1);
    expect(clumsy.stderr).toMatch(/small\.json: record\.complete\.digest must be .*, got/);
    record.complete.digest = await digestOf(record.complete.data.runs);
    writeFileSync(path, JSON.stringify(record));
    const careful = await leaderboard('verify', '--folder', board());
    expect(careful.code).toBe(1);
    expect(careful.stdout).toMatch(/small: differs\n.*\n +run 2, metrics\.testAccuracy: 99 in the file, \d+/);
    writeFileSync(path, text);
  });

  test('whose module was changed afterwards is found', async () => {
    const path = join(board(), 'entries/small.mjs');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('steps: 30', 'steps: 31'));
    const { code, stderr } = await leaderboard('verify', 'small', '--folder', board());
    expect(code).toBe(1);
    expect(stderr).toMatch(/small\.mjs: is another than the one that made the entry/);
    writeFileSync(path, text);
  });

  test.each([
    [
      'data',
      `import { makeDataset } from '@mnist1d/dataset';${small()}`,
      /must import nothing but .*, got '@mnist1d\/dataset'/,
    ],
    ['experiments', `import { runExperiment } from '@mnist1d/experiments';${small()}`, /must import nothing but/],
    ['files', `import { readFileSync } from 'node:fs';${small()}`, /must import nothing but .*, got 'node:fs'/],
    ['late', `const d = await import('@mnist1d/dataset');${small()}`, /must not import anything while it runs/],
    ['hidden', `const d = globalThis['pro' + 'cess'];${small()}`, /must not use globalThis/],
    ['patched', `Float32Array.prototype.subarray = () => [];${small()}`, /must not use prototype/],
    ['large', `const weights = [${'0.123456,'.repeat(2000)}];${small()}`, /must have at most 16384 bytes, got 18/],
    ['other', small('data: {},'), /defineEntry: there is no option 'data'/],
    ['few', small('seeds: [1, 1, 2, 3, 4],'), /seeds must be at least 5 different seeds, got \[1, 1, 2, 3, 4\]/],
    ['named', small("name: 'another',"), /must call defineEntry\(\{ name: 'named'/],
  ])('that cheats (%s) is refused, and nothing is written', async (name, source, message) => {
    const { code, stderr } = await leaderboard('add', write(name, source), '--folder', board());
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(message);
    expect(readdirSync(join(board(), 'entries'))).not.toContain(`${name}.json`);
  });
});

test('a wrong command line is told', async () => {
  const nowhere = await leaderboard('--folder', join(folder, 'nowhere'));
  expect([nowhere.code, nowhere.stderr]).toEqual([
    2,
    expect.stringMatching(/--folder must be one with the folder entries/),
  ]);
  const unknown = await leaderboard('verify', 'gruu', '--folder', published);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/no entry 'gruu'; did you mean 'gru'/)]);
  const text = await leaderboard('add', 'readme.txt', '--folder', join(folder, 'board'));
  expect([text.code, text.stderr]).toEqual([
    2,
    expect.stringMatching(/add must be given a file NAME\.mjs, got 'readme\.txt'/),
  ]);
});
