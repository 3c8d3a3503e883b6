import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExperimentResult } from '@mnist1d/experiments';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import published from '../../../fixtures/dataset.json' with { type: 'json' };
import { mnist1d, relaxedSimd } from './mnist1d.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-cli-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const short = [
  '--set',
  'steps=6',
  '--set',
  'evalEvery=5',
  '--set',
  'models=logistic,mlp',
  '--set',
  'classErrorSteps=1',
  '--seeds',
  '42',
];

describe('mnist1d run', () => {
  test('trains, prints the table and the claims, writes the result and its figures', async () => {
    const out = join(dir, 'run');
    const { code, stdout, stderr } = await mnist1d(['run', 'classification', ...short, '--out', out], dir);
    expect(stderr).toMatch(/\d of 5 runs; mlp, shuffled features, seed 42: finished/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/logistic +plain +\d+\.\d % +1 +32 %/);
    expect(stdout).toContain('too short to tell');
    const result: ExperimentResult = JSON.parse(readFileSync(join(out, 'classification.json'), 'utf8'));
    expect(result.data.runs).toHaveLength(5);
    for (const figure of ['classification', 'classification-errors-by-class']) {
      expect(readFileSync(join(out, `${figure}.svg`), 'utf8')).toContain('<svg');
      expect(
        readFileSync(join(out, `${figure}.png`))
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    }
  });

  test('does not repeat finished runs, and prints nothing but the result with --json', async () => {
    const { code, stdout, stderr } = await mnist1d(
      ['run', 'classification', ...short, '--out', join(dir, 'run'), '--json', '--no-figures'],
      dir,
    );
    expect(code).toBe(0);
    expect(stderr.match(/finished before/g)).toHaveLength(5);
    expect(JSON.parse(stdout).data.runs).toHaveLength(5);
  });

  test('repeats them with --fresh', async () => {
    const { code, stderr } = await mnist1d(
      ['run', 'classification', ...short, '--out', join(dir, 'run'), '--fresh', '--json', '--no-figures'],
      dir,
    );
    expect(code).toBe(0);
    expect(stderr).not.toContain('finished before');
  });

  test.skipIf(process.platform === 'win32').each([
    ['SIGINT', 130, 'Interrupted.'],
    ['SIGTERM', 143, 'Terminated.'],
  ] as const)(
    'stops at %s with code %i, keeps what is finished and goes on from there',
    async (signal, expected, message) => {
      const args = [
        'run',
        'classification',
        '--set',
        'models=logistic',
        '--set',
        'features=plain,shuffled',
        '--set',
        'classErrorSteps=0',
        '--seeds',
        '42',
        '--out',
        join(dir, signal),
        '--no-figures',
        '--workers',
        '1',
      ];
      // The second run is long enough to be caught at work.
      const { code, stderr } = await mnist1d([...args, '--set', 'steps=20001'], dir, (child) => {
        child.stderr?.on('data', (chunk) => /1 of 2 runs;.*started/.test(String(chunk)) && child.kill(signal));
      });
      expect(stderr).toContain(message);
      expect(code).toBe(expected);
      expect(existsSync(join(dir, signal, 'classification.json'))).toBe(false);
      expect(readdirSync(join(dir, signal, 'runs'))).toHaveLength(1);
      const again = await mnist1d([...args, '--set', 'steps=20001'], dir);
      expect(again.code).toBe(0);
      expect(again.stderr).toContain('logistic, plain features, seed 42: finished before');
    },
  );
});

/** Seconds of pruning, and the analysis of what it finds. */
const tinyLottery = [
  ...['run', 'lottery', '--no-figures', '--workers', '2', '--seeds', '1'],
  ...['hiddenSize=20', 'rounds=40', 'ticketRound=35', 'steps=101', 'checkpointStep=100'].flatMap((s) => ['--set', s]),
  ...['transferSteps=101', 'transferBatchSize=100', 'conditions=fresh'].flatMap((s) => ['--set', s]),
];

describe('results that last', () => {
  const digestOf = (out: string) => JSON.parse(readFileSync(join(dir, out, 'lottery.json'), 'utf8')).digest;

  test.skipIf(process.platform === 'win32')(
    'killed in the middle of a trial, it goes on to the same bits',
    async () => {
      await mnist1d([...tinyLottery, '--out', 'whole'], dir);
      const { code } = await mnist1d([...tinyLottery, '--out', 'killed'], dir, (child) => {
        const runs = join(dir, 'killed', 'runs');
        const timer = setInterval(() => {
          const kept = existsSync(runs) ? readdirSync(runs).filter((name) => name.endsWith('.checkpoint.json')) : [];
          if (kept.length === 2) child.kill('SIGKILL');
        }, 20);
        child.on('close', () => clearInterval(timer));
      });
      expect(code).not.toBe(0);
      const again = await mnist1d([...tinyLottery, '--out', 'killed'], dir);
      expect(again.code).toBe(0);
      expect(digestOf('killed')).toBe(digestOf('whole'));
    },
  );

  test('check recomputes every claim from the file, and finds those that were changed', async () => {
    const file = join('whole', 'lottery.json');
    const { code, stdout } = await mnist1d(['check', file, join('run', 'classification.json')], dir);
    expect(code).toBe(0);
    expect(stdout.match(/agrees/g)).toHaveLength(12 + 7);
    const result = JSON.parse(readFileSync(join(dir, file), 'utf8'));
    result.claims[0].measured = 99;
    writeFileSync(join(dir, 'better.json'), JSON.stringify(result));
    const better = await mnist1d(['check', 'better.json'], dir);
    expect(better.stdout).toContain('says 99');
    expect(better.code).toBe(1);
    result.data.runs[0].curves.finalAccuracy[0] = 99;
    writeFileSync(join(dir, 'better.json'), JSON.stringify(result));
    expect((await mnist1d(['check', 'better.json'], dir)).stderr).toContain('better.json is damaged');
  });

  test('a foreign file in the place of a result is set aside and named', async () => {
    writeFileSync(join(dir, 'whole', 'lottery.json'), 'my notes');
    const { code, stderr } = await mnist1d([...tinyLottery, '--out', 'whole'], dir);
    expect(code).toBe(0);
    expect(stderr).toContain('lottery.json.damaged');
    expect(readFileSync(join(dir, 'whole', 'lottery.json.damaged'), 'utf8')).toBe('my notes');
  });
});

describe('an experiment of one’s own', () => {
  const own = ['--import', resolve(import.meta.dirname, '../../../examples/width.mjs')];

  test('is listed, run over workers and drawn', async () => {
    expect((await mnist1d(['list', ...own], dir)).stdout).toMatch(/width +not in the paper +quick \(default\)/);
    const { code, stdout, stderr } = await mnist1d(['run', 'width', ...own, '--workers', '2', '--out', 'own'], dir);
    expect(stderr).toContain('80 units: finished');
    expect(stdout).toMatch(/80 units beat 5.*yes/);
    expect(code).toBe(0);
    expect(readFileSync(join(dir, 'own', 'width.svg'), 'utf8')).toContain('Hidden units');
  });

  test('takes part in reproduce, which goes on from its runs and writes a report with figure and claims', async () => {
    const args = ['reproduce', ...own, '--only', 'width', '--preset', 'quick', '--out', 'own'];
    const { code, stdout, stderr } = await mnist1d(args, dir);
    expect(code).toBe(0);
    expect(stderr.match(/finished before/g)).toHaveLength(3);
    expect(stdout).toMatch(/width +1 +0 +0/);
    const report = readFileSync(join(dir, 'own', 'report.html'), 'utf8');
    for (const text of ['How wide must the MLP be?', '80 units beat 5', '<svg', 'Hidden units']) {
      expect(report).toContain(text);
    }
    expect(report).not.toMatch(/<(script|link|img|iframe)|src=|url\(/);
    const again = await mnist1d(['report', join('own', 'width.json'), ...own, '--out', 'page.html'], dir);
    expect(again.stdout).toBe('page.html\n');
    expect(readFileSync(join(dir, 'page.html'), 'utf8')).toContain('How wide must the MLP be?');
  });
});

describe('mnist1d dataset', () => {
  test('writes the published data as .npz', async () => {
    const { code, stdout } = await mnist1d(['dataset', '--out', 'data.npz'], dir);
    expect(code).toBe(0);
    expect(stdout).toContain('4000 training and 1000 test signals of 40 points, seed 42');
    const bytes = readFileSync(join(dir, 'data.npz'));
    const header = bytes.indexOf('\x93NUMPY', bytes.indexOf('x.npy'), 'latin1');
    const start = header + 10 + bytes.readUInt16LE(header + 8);
    const digest = createHash('sha256')
      .update(bytes.subarray(start, start + 4000 * 40 * 4))
      .digest('hex');
    expect(digest).toBe(published.frozen_pkl.x_sha256_float32_le);
  });

  test('writes .csv and .json, with any option', async () => {
    await mnist1d(['dataset', '--out', 'data.json', '--set', 'numSamples=20', '--set', 'seed=7'], dir);
    expect(JSON.parse(readFileSync(join(dir, 'data.json'), 'utf8'))).toBeTypeOf('object');
    await mnist1d(['dataset', '--out', 'data.csv', '--set', 'numSamples=20'], dir);
    expect(readFileSync(join(dir, 'data.csv'), 'utf8').trim().split('\n')).toHaveLength(21);
  });
});

describe('mnist1d figure', () => {
  test('draws a result again without training', async () => {
    const { code, stdout } = await mnist1d(
      ['figure', join('run', 'classification.json'), '--out', 'again', '--format', 'svg'],
      dir,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('classification.svg');
    expect(readdirSync(join(dir, 'again')).sort()).toEqual([
      'classification-errors-by-class.svg',
      'classification.svg',
    ]);
  });

  test.each(['construction', 'templates', 'samples'])('draws %s, which needs no result', async (name) => {
    const { code } = await mnist1d(['figure', name, '--out', 'pictures'], dir);
    expect(code).toBe(0);
    expect(readdirSync(join(dir, 'pictures'))).toEqual(expect.arrayContaining([`${name}.svg`, `${name}.png`]));
  });
});

test('list shows every experiment with its presets', async () => {
  const { code, stdout } = await mnist1d(['list'], dir);
  expect(code).toBe(0);
  expect(stdout).toMatch(/classification +Figure 2, Table 1 +quick/);
});

test.each([
  '',
  'list',
  'show',
  'run',
  'reproduce',
  'train',
  'evaluate',
  'check',
  'report',
  'dataset',
  'figure',
  'human',
])('%s --help shows usage and examples', async (command) => {
  const { code, stdout } = await mnist1d([...(command ? [command] : []), '--help'], dir);
  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: mnist1d ${command}`.trim());
  if (command !== 'list') expect(stdout).toContain('Examples:');
  for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
});

test.each<[string[], string]>([
  [['run', 'classificaton'], "there is no experiment 'classificaton'; did you mean 'classification'?"],
  [['run', 'classification', '--preset', 'papper'], "there is no preset 'papper'; did you mean 'paper'?"],
  [['run', 'classification', '--backend', 'gpu'], "there is no backend 'gpu'"],
  [['run', 'tsne', '--backend', 'cpu'], 'it can be chosen for classification, human, lottery, double-descent, pooling'],
  [['reproduce', '--backend', 'gpu'], "there is no backend 'gpu'"],
  [['run', 'pooling', '--numerics', 'fussed'], "there is no numerics 'fussed'; did you mean 'fused'?"],
  [['train', 'mlp', '--numerics', 'fast'], "there is no numerics 'fast'"],
  [['run', 'classification', '--set', 'step=5'], "there is no configuration key 'step'; did you mean 'steps'?"],
  [['run', 'classification', '--set', 'steps=many'], 'steps must be a number, like 6001, got "many"'],
  [['run', 'classification', '--set', 'steps=-3'], 'steps must be an integer of at least 1, got -3'],
  [['run', 'classification', '--set', 'steps'], "--set must be key=value, like steps=1000, got 'steps'"],
  [
    ['run', 'classification', '--seeds', '1;2'],
    "--seeds must be whole numbers with commas between them, like 42,43, got '1;2'",
  ],
  [['run'], "missing required argument 'experiment'"],
  [['run', 'width', '--import', 'nowhere.mjs'], "--import must name a file or an installed package, got 'nowhere.mjs'"],
  [['reproduce', '--only', 'poling'], "there is no experiment 'poling'; did you mean 'pooling'?"],
  [['reproduce', '--preset', 'papper'], "there is no preset 'papper'"],
  [['reproduce', '--workers', 'two'], "--workers must be an integer in 1 … 999999, got 'two'"],
  [['train', 'mlp', '--threads', '65'], "--threads must be an integer in 1 … 64, got '65'"],
  [['train', 'mlp', '--set', 'backend=cpu', '--threads', '2'], 'threads must be 1 on a backend of tfjs, got 2'],
  [['run', 'pooling', '--seeds', '1,1'], 'twice'],
  [['rum', 'classification'], "unknown command 'rum'"],
  [['dataset', '--out', 'data.txt'], "--out must end in .npz, .csv, .json, got 'data.txt'"],
  [['dataset', '--out', 'data.csv', '--set', 'padding=[60,36]'], 'padding must be'],
  [['dataset', '--out', 'data.csv', '--set', 'sed=1'], 'seed'],
  [['run', 'classification', '--set', 'models=[]'], 'models must name at least one, got []'],
  [['run', 'pooling', '--set', 'seeds=[]'], 'the configuration must name at least one run'],
  [['reproduce', '--only', 'tsne', '--skip', 'tsne'], '--skip leaves no experiment'],
  [['figure', 'tempaltes'], "did you mean 'templates'?"],
  [['figure', 'pooling'], "'pooling' is an experiment; name its result file, like results/pooling.json"],
  [['figure', '.'], "a result must be a file, '.' is a folder"],
  [['figure', 'templates', '--format', 'gif'], "there is no format 'gif'"],
])('%j fails with code 2 and says why', async (args, message) => {
  const { code, stdout, stderr } = await mnist1d(args, dir);
  expect(stderr).toContain(message);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

test('a result file that is missing, damaged or foreign is named', async () => {
  expect((await mnist1d(['figure', 'nowhere.json'], dir)).stderr).toContain('nowhere.json');
  writeFileSync(join(dir, 'foreign.json'), '{"name": "something else"}');
  const { code, stderr } = await mnist1d(['figure', 'foreign.json'], dir);
  expect(stderr).toContain("foreign.json is no experiment's result");
  expect(code).toBe(1);
});

test.each(['check', 'figure', 'report'])('%s ends with code 1 for a file that is not what it says', async (command) => {
  const { claims: _, ...rest } = JSON.parse(readFileSync(join(dir, 'run', 'classification.json'), 'utf8'));
  writeFileSync(join(dir, 'lacking.json'), JSON.stringify(rest));
  const lacking = await mnist1d([command, 'lacking.json'], dir);
  expect(lacking.stderr).toContain('lacking.json: result.claims must be an array');
  expect(lacking.code).toBe(1);
});

test('check names the file whose experiment it does not know', async () => {
  const { code, stderr } = await mnist1d(['check', join('own', 'width.json')], dir);
  expect(stderr).toContain(`${join('own', 'width.json')}: getExperiment: there is no experiment 'width'`);
  expect(code).toBe(1);
});

test('--numerics fused makes runs, a result and figures of its own, where the runtime fuses; elsewhere it says what is missing', async () => {
  const out = join(dir, 'numerics');
  const args = ['run', 'classification', ...short, '--out', out];
  expect((await mnist1d(args, dir)).code).toBe(0);
  const { code, stdout, stderr } = await mnist1d([...args, '--numerics', 'fused'], dir, undefined, relaxedSimd);
  if (code === 2) return expect(stderr).toContain("error: --numerics: numerics 'fused' cannot be computed here: ");
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('finished before');
  expect(stdout).toContain('Preset paper, fused arithmetic: ');
  const [exact, fused] = ['classification', 'classification-fused'].map((name) =>
    JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8')),
  );
  expect([exact.numerics, fused.numerics]).toEqual([undefined, 'fused']);
  expect(fused.digest).not.toBe(exact.digest);
  expect(existsSync(join(out, 'classification-fused.svg'))).toBe(true);
  expect((await mnist1d(['check', join(out, 'classification-fused.json')], dir)).code).toBe(0);
});

test('train --numerics fused gives other weights than without, and says it in the file', async () => {
  const args = ['train', 'logistic', '--set', 'steps=21', '--set', 'data.numSamples=200', '--json'];
  const { stdout, code, stderr } = await mnist1d([...args, '--numerics', 'fused'], dir, undefined, relaxedSimd);
  if (code === 2) return expect(stderr).toContain("error: --numerics: numerics 'fused' cannot be computed here: ");
  const [exact, fused] = [JSON.parse((await mnist1d(args, dir)).stdout), JSON.parse(stdout)];
  expect(fused.digest).not.toBe(exact.digest);
  expect(JSON.stringify(fused)).toContain('"numerics":"fused"');
  expect(JSON.stringify(exact)).not.toContain('numerics');
});

test('--backend jit may be asked of every experiment', async () => {
  const tiny = ['datasets=mnist-1d', 'samples=100', 'iterations=1'].flatMap((setting) => ['--set', setting]);
  const { code, stderr } = await mnist1d(['run', 'tsne', '--backend', 'jit', '--no-figures', ...tiny], dir);
  expect(stderr).toContain('finished');
  expect(code).toBe(0);
});
