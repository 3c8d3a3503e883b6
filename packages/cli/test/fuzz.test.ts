import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mnist1d } from './mnist1d.ts';

let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-fuzz-'));
  await mnist1d(['run', 'construction', '--out', '.', '--no-figures'], dir);
  const result = readFileSync(join(dir, 'construction.json'), 'utf8');
  writeFileSync(join(dir, 'cut.json'), result.slice(0, -20));
  writeFileSync(join(dir, 'changed.json'), result.replace('0.', '1.'));
  writeFileSync(join(dir, 'without.json'), result.replace('"title"', '"titel"'));
  writeFileSync(join(dir, 'unknown.json'), result.replace('"experiment": "construction"', '"experiment": "none"'));
  writeFileSync(join(dir, 'settings.json'), '{"seed":2}');
  await mnist1d(['train', 'logistic', '--set', 'steps=2', '--out', 'net.safetensors'], dir);
  writeFileSync(join(dir, 'notes.txt'), 'my\nnotes\u0007');
  writeFileSync(join(dir, 'empty.json'), '');
  mkdirSync(join(dir, 'folder'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Seed and number of command lines: the same every time. */
const seed = 1;
const count = 40;
/** Milliseconds after which a command is taken to hang. */
const patience = 60_000;

// Of the experiments, construction alone is made in no time.
const words = [
  ...[
    '',
    ' ',
    '-1',
    '0',
    '1',
    '1e3',
    'NaN',
    '9'.repeat(30),
    'a',
    'a=b',
    'steps=1',
    'seed=1',
    'padding=[]',
    '{}',
    'null',
  ],
  ...[
    '"',
    '$&',
    '\u0001',
    '\u001b[2J',
    'a\nb',
    'ü🙂',
    '../nowhere',
    '.',
    '/dev/null',
    'x'.repeat(300),
    '__proto__',
    '--',
  ],
  ...[
    'construction',
    'poling',
    'templates',
    'samples',
    'quick',
    'paper',
    'svg',
    'svg,png',
    'gif',
    'dark',
    'jit',
    'cpu',
  ],
  ...['construction.json', 'cut.json', 'changed.json', 'without.json', 'unknown.json', 'nowhere.json', 'empty.json'],
  ...['notes.txt', 'folder', 'data.npz', 'data.csv', 'page.html', 'net.safetensors', 'settings.json'],
  ...['resnet', 'channels=2', 'model.inputSize=2', 'data.seed=1', 'order=shuffled', 'augment=circularShift'],
];
const flags = [
  ...['preset', 'seeds', 'backend', 'numerics', 'workers', 'out', 'set', 'import', 'skip', 'format', 'theme', 'quiz'],
  ...['config', 'model', 'data'],
  ...['json', 'no-figures', 'practice', 'again', 'help', 'version', 'verbose', '\u001b[2J\n'],
].map((name) => `--${name}`);
const word = fc.constantFrom(...words);
const part = fc.oneof(
  word.map((each) => [each]),
  fc.constantFrom(...flags).map((flag) => [flag]),
  fc.tuple(fc.constantFrom(...flags), word).map((pair) => [...pair]),
);
const commands = [
  ['list'],
  ['run', 'construction'],
  ['run'],
  ['reproduce', '--only', 'construction'],
  ['check', 'construction.json'],
  ['check'],
  ['report', 'construction.json'],
  ['report'],
  ['dataset', '--set', 'numSamples=10'],
  ['figure', 'construction.json'],
  ['figure'],
  ['human'],
  ['show'],
  ['show', 'tsne'],
  ['train', 'logistic', '--set', 'steps=2'],
  ['train'],
  ['evaluate', 'net.safetensors'],
  ['evaluate'],
  ['rum'],
  [],
];
const commandLine = fc
  .tuple(fc.constantFrom(...commands), fc.array(part, { maxLength: 3 }))
  .map(([command, parts]) => [...command, ...parts.flat()]);

/** What is wrong with how a command has ended, if anything is. */
function wrongIn(code: number | null, stdout: string, stderr: string, words: number): string | undefined {
  if (code === null || ![0, 1, 2].includes(code)) return 'the code';
  if (/^\s+at .*:\d+:\d+|node:internal|\(node:\d+\)/m.test(stdout + stderr)) return 'a stack trace';
  if (/[^\P{Cc}\n]/u.test(stderr)) return 'control characters';
  const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
  if (code === 0) return errors.length > 0 ? 'an error in spite of code 0' : undefined;
  // Without a command the help is the message.
  if (errors.length === 0 && !stderr.startsWith('Usage: mnist1d')) return 'no message';
  if (code === 2 && errors.length > 0 && stderr.trim().split('\n').length > 2) return 'too long a message';
  // Of several files, each that is no result has its line, and the last says how many there were.
  return errors.length > 1 + words ? 'too many messages' : undefined;
}

test('whatever is typed, the command ends with code 0, 1 or 2 and says why in a line or two', async () => {
  const queue = fc.sample(commandLine, { seed, numRuns: count });
  const problems: object[] = [];
  const next = async (): Promise<void> => {
    for (let args = queue.pop(); args; args = queue.pop()) {
      let timer: NodeJS.Timeout | undefined;
      const { code, stdout, stderr } = await mnist1d(args, dir, (child) => {
        child.stdin?.end();
        timer = setTimeout(() => child.kill('SIGKILL'), patience);
      });
      clearTimeout(timer);
      const wrong = wrongIn(code, stdout, stderr, args.length);
      if (wrong) problems.push({ wrong, args, code, stderr, stdout: stdout.slice(0, 500) });
    }
  };
  await Promise.all([next(), next()]);
  expect(problems).toEqual([]);
}, 600_000);
