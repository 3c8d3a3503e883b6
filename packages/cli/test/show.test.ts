import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { experiments } from '@mnist1d/experiments';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mnist1d } from './mnist1d.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-show-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const show = async (...args: string[]) => (await mnist1d(['show', ...args], dir)).stdout;

test('without a name it names every experiment and every model with its parameters', async () => {
  const stdout = await show();
  expect(stdout).toMatch(/classification +Figure 2, Table 1 +Classification/);
  // The numbers of the paper's code, and of PyTorch's modules.
  for (const line of [/logistic +410/, /mlp +15,210/, /\ncnn +5,210/, /gru +5,134/, /resnet +26,250/])
    expect(stdout).toMatch(line);
});

test('an experiment: keys with their presets and meanings, runs, claims', async () => {
  const stdout = await show('classification');
  expect(stdout).toMatch(/key +quick +paper \(default\) +meaning *\n/);
  expect(stdout).toMatch(/\nclassErrorSteps +501 +3001 +/);
  // Four models on two orders of features and the errors by class, from one seed and from three.
  expect(stdout).toMatch(/\nquick +9 +about/);
  expect(stdout).toMatch(/\npaper \(default\) +27 +about/);
  expect(stdout).toMatch(/The CNN beats the MLP by 20 points or more +≥ 20 points +26 *\n/);
});

test.each([...experiments.values()])('$id says what each of its keys means', ({ presets, meanings = {} }) => {
  expect(Object.keys(meanings).sort()).toEqual(Object.keys(presets.paper.config).sort());
  for (const meaning of Object.values(meanings)) expect(meaning).toMatch(/^.{4,120}$/);
});

test('--json has all of it', async () => {
  const { presets, meanings, claims } = JSON.parse(await show('lottery', '--json'));
  const lottery = experiments.get('lottery');
  expect(presets.map(({ config }: { config: object }) => config)).toEqual([
    lottery?.presets.quick.config,
    lottery?.presets.paper.config,
  ]);
  expect(meanings).toEqual(lottery?.meanings);
  expect(claims.map((claim: { id: string }) => claim.id)).toEqual(lottery?.claims.map((claim) => claim.id));
});

test('other settings make other runs', async () => {
  const { presets } = JSON.parse(await show('pooling', '--json', '--set', 'seeds=1,2,3', '--set', 'trainSizes=1000'));
  // Five poolings, three seeds, one size.
  expect(presets.map(({ runs }: { runs: number }) => runs)).toEqual([15, 15]);
});

test('an experiment of one’s own needs no meanings', async () => {
  const stdout = await show('width', '--import', resolve(import.meta.dirname, '../../../examples/width.mjs'));
  expect(stdout).toMatch(/key +quick \(default\) +paper *\n/);
  expect(stdout).toContain('80 units beat 5');
});

test('a model: options, parameters and what its training takes', async () => {
  const stdout = await show('resnet');
  expect(stdout).toMatch(/^resnet: 26,250 parameters\n/);
  expect(stdout).toMatch(/\nchannels +64 +of the three convolutions/);
  expect(stdout).toMatch(/\nconv1\.weight +\[64, 1, 7\] +448/);
  expect(stdout).toMatch(/\nbn1\.running_mean +\[64\] +64 +not trained/);
  expect(stdout).toMatch(/\nlearningRate +0\.01 +of the optimizer/);
  const { number, parameters } = JSON.parse(await show('resnet', '--set', 'channels=2', '--json'));
  // Convolutions of 7, 3 and 3 taps with biases, three norms, a linear layer.
  expect(number).toBe(2 * 7 + 2 + 2 * (2 * 2 * 3 + 2) + 3 * 4 + 2 * 10 + 10);
  expect(parameters[0]).toEqual({ name: 'conv1.weight', shape: [2, 1, 7], isBuffer: false });
});

test.each<[string[], string]>([
  [['pooling-cn'], "there is no experiment or model 'pooling-cn'; did you mean 'pooling-cnn'?"],
  [['pooling', '--set', 'seed=1'], "there is no configuration key 'seed'; did you mean 'seeds'?"],
  [['cnn', '--set', 'channels=none'], 'channels must be an integer'],
  [['cnn', '--set', 'steps=3'], "there is no setting 'steps'"],
  [['cnn', 'mlp'], 'too many arguments'],
])('show %j is refused', async (args, message) => {
  const { code, stdout, stderr } = await mnist1d(['show', ...args], dir);
  expect(stderr).toContain(message);
  expect([stdout, code]).toEqual(['', 2]);
});
