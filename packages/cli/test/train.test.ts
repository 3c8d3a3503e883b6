import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataset, toNpz } from '@mnist1d/dataset';
import { parametersDigest } from '@mnist1d/experiments/networks';
import { train } from '@mnist1d/experiments/train';
import { cnn, createModel, decodeSafetensors, encodeSafetensors, safetensorsMetadata } from '@mnist1d/models';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mnist1d } from './mnist1d.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-train-'));
  writeFileSync(join(dir, 'small.npz'), toNpz(makeDataset({ numSamples: 200, seed: 1 })));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const set = (...settings: string[]) => settings.flatMap((setting) => ['--set', setting]);
const counts = (labels: Int32Array) => Array.from({ length: 10 }, (_, c) => labels.filter((y) => y === c).length);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('mnist1d train', () => {
  test('trains as the library does, and saves the network with what is needed to evaluate it', async () => {
    const args = ['train', 'cnn', ...set('steps=101', 'channels=4', 'learningRate=0.02', 'evalEvery=50')];
    const { code, stdout, stderr } = await mnist1d([...args, '--out', 'cnn.safetensors'], dir);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\[ {2}0 %\] 1 of 101 updates: train [\d.]+ %, test [\d.]+ %\n/);
    const options = { steps: 101, learningRate: 0.02, evalEvery: 50 };
    const library = await train(cnn({ channels: 4 }), makeDataset(), options);
    const accuracy = `${library.testAccuracy.at(-1)?.toFixed(1)} %`;
    expect(stdout).toContain('cnn: 338 parameters, on the published data');
    expect(stdout).toMatch(new RegExp(`test +1,000 +${accuracy.replace('.', '\\.')} +[\\d.]+\n`));
    expect(stdout).toMatch(/101 updates in [\d.]+ s, [\d,]+ a second\./);
    expect(stdout).toContain(`\nWeights: ${await parametersDigest(library.params)}\n`);
    expect(stdout).toContain('Written: cnn.safetensors');
    const bytes = readFileSync(join(dir, 'cnn.safetensors'));
    expect(decodeSafetensors(bytes)).toEqual(library.params);
    expect(JSON.parse(safetensorsMetadata(bytes).mnist1d as string)).toMatchObject({
      model: 'cnn',
      options: { inputSize: 40, channels: 4, outputSize: 10 },
      training: { ...options, optimizer: 'adam', seed: 42, batchSize: 100 },
      data: { options: {} },
      updates: 101,
      testAccuracy: library.testAccuracy.at(-1),
    });
  });

  test('on a backend of tfjs has one thread, unless it is told another number', async () => {
    const args = ['train', 'logistic', '--data', 'small.npz', ...set('steps=2', 'backend=cpu'), '--json'];
    for (const threads of [[], ['--threads', '1']]) {
      const { code, stdout } = await mnist1d([...args, ...threads], dir);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).trainLosses).toHaveLength(2);
    }
  });

  test('--json prints the whole result and nothing else', async () => {
    const settings = set('steps=60', 'validationSplit=0.25', 'evalEvery=30', 'batchSize=20');
    const { code, stdout } = await mnist1d(['train', 'logistic', '--data', 'small.npz', ...settings, '--json'], dir);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    const data = makeDataset({ numSamples: 200, seed: 1 });
    expect(result).toMatchObject({ model: 'logistic', parameters: 410, data: { file: 'small.npz' }, steps: [0, 30] });
    expect([result.scores.train.rows, result.scores.validation.rows, result.scores.test.rows]).toEqual([120, 40, 40]);
    expect(result.trainLosses).toHaveLength(60);
    expect(result.params).toBeUndefined();
    expect(result.digest).toMatch(/^[0-9a-f]{64}$/);
    const { confusion, accuracy } = result.scores.test;
    expect(confusion).toEqual(result.confusion);
    expect(confusion.map(sum)).toEqual(counts(data.yTest));
    expect(accuracy).toBeCloseTo((100 * sum(confusion.map((row: number[], i: number) => row[i]))) / 40);
    expect(result.scores.validation.confusion.map(sum)).toEqual(counts(data.y.slice(120)));
  });

  test.skipIf(process.platform === 'win32')('stops at Ctrl-C with code 130 and writes nothing', async () => {
    const args = ['train', 'mlp', ...set('steps=100000', 'evalEvery=100'), '--out', 'stopped.safetensors'];
    const { code, stdout, stderr } = await mnist1d(args, dir, (child) => {
      child.stderr?.once('data', () => child.kill('SIGINT'));
    });
    expect(stderr).toContain('Interrupted. Nothing was written to stopped.safetensors.\n');
    expect([stdout, code]).toEqual(['', 130]);
    expect(existsSync(join(dir, 'stopped.safetensors'))).toBe(false);
  });

  test('takes settings from a file, under those of --set', async () => {
    writeFileSync(join(dir, 'config.json'), '{"steps": 30, "model.channels": 3, "data.numSamples": 500}');
    const args = ['train', 'cnn', '--config', 'config.json', ...set('steps=5'), '--json'];
    const { stdout } = await mnist1d(args, dir);
    expect(JSON.parse(stdout)).toMatchObject({
      updates: 5,
      options: { channels: 3 },
      data: { options: { numSamples: 500 } },
    });
  });

  test('writes one line for each of many classes', async () => {
    const y = Int32Array.from({ length: 60 }, (_, i) => i % 20);
    const x = Float32Array.from({ length: 60 * 40 }, (_, i) => Math.sin(i));
    const rows = {
      x,
      y,
      xTest: x,
      yTest: y,
      t: new Float64Array(40),
      length: 40,
      numTrain: 60,
      numTest: 60,
      numClasses: 20,
    };
    writeFileSync(join(dir, 'twenty.npz'), toNpz(rows));
    const { code, stdout } = await mnist1d(['train', 'logistic', '--data', 'twenty.npz', ...set('steps=3')], dir);
    expect(code).toBe(0);
    expect(stdout).toMatch(/class +rows +right +most often taken for/);
    expect(stdout).toMatch(/\n19 +3 +[\d.]+ %/);
  });
});

test.each<[string[], string, number]>([
  [['train', 'resnt'], "there is no model 'resnt'; did you mean 'resnet'?", 2],
  [['train'], "missing required argument 'model'", 2],
  [['train', 'cnn', ...set('step=3')], "there is no setting 'step'; did you mean 'steps'? Known: seed, steps", 2],
  [['train', 'cnn', ...set('steps=0')], 'train: steps must be an integer of at least 1, got 0', 2],
  [['train', 'cnn', ...set('channels=0')], 'cnn: channels must be an integer in 1 … 16777216, got 0', 2],
  [['train', 'cnn', ...set('model.depth=3')], "there is no option of cnn 'depth'", 2],
  [['train', 'cnn', ...set('inputSize=50')], 'inputSize must be 40, as the data have it, got 50', 2],
  [['train', 'cnn', ...set('data.sed=1')], "no option 'sed', did you mean 'seed'?", 2],
  [
    ['train', 'cnn', ...set('data.trainSplit=1')],
    'the number of rows of data.xTest must be an integer of at least 1',
    2,
  ],
  [['train', 'cnn', '--data', 'small.npz', ...set('data.seed=1')], '--set data.seed is for data that are generated', 2],
  [['train', 'cnn', '--data', 'nowhere.npz'], "no such file or directory, open 'nowhere.npz'", 1],
  [['train', 'cnn', '--data', 'list.json'], 'list.json: fromNpz: file must be', 1],
  [['train', 'cnn', '--out', join('list.json', 'x')], '--out must be a file that can be written', 2],
  [['train', 'cnn', '--data', 'small.npz', '--out', 'small.npz'], '--out must be another file', 2],
  [['train', 'cnn', '--config', 'nowhere.json'], '--config nowhere.json cannot be read: ENOENT', 2],
  [['train', 'cnn', '--config', 'list.json'], '--config list.json must hold a JSON object', 2],
  [['train', 'cnn', '--config', 'broken.json'], '--config broken.json is not JSON', 2],
  [['train', 'cnn', '--config', 'wrong.json'], '--config wrong.json: train: evalEvery must be an integer', 2],
  [['run', 'pooling', '--config', 'wrong.json'], "--config wrong.json: experiment 'pooling': evalEvery must be", 2],
  [
    ['run', 'pooling', '--config', 'wrong.json', ...set('evalEvery=5', 'seeds=-1')],
    "error: experiment 'pooling': seeds",
    2,
  ],
  [['reproduce', '--config', 'wrong.json'], "--config wrong.json: reproduce: there is no experiment 'evalEvery'", 2],
  [
    ['reproduce', '--config', 'by-id.json'],
    "--config by-id.json: experiment 'pooling': there is no configuration key",
    2,
  ],
  [['evaluate', 'nowhere.safetensors'], "no such file or directory, open 'nowhere.safetensors'", 1],
  [['evaluate', 'list.json'], 'list.json: it is no whole safetensors file: ', 1],
  [['evaluate', 'cut.safetensors'], "cut.safetensors: it is no whole safetensors file: 'linear.", 1],
  [
    ['evaluate', 'bare.safetensors'],
    '--model must name the network, like --model resnet: bare.safetensors does not',
    2,
  ],
  [['evaluate', 'bare.safetensors', '--model', 'mpl'], "there is no model 'mpl'; did you mean 'mlp'?", 2],
  [
    ['evaluate', 'bare.safetensors', '--model', 'mlp'],
    "bare.safetensors: mlp.apply: params has no 'linear1.weight'",
    1,
  ],
  [
    ['evaluate', 'bare.safetensors', '--model', 'cnn', ...set('channels=3')],
    "'conv1.weight' must have the shape [3, 1, 5]",
    1,
  ],
  [['evaluate', 'bare.safetensors', '--model', 'cnn', ...set('channel=3')], "did you mean 'channels'?", 2],
  [['evaluate', 'more.safetensors', '--model', 'cnn'], "more.safetensors: cnn.apply: there is no parameter 'extra'", 1],
  [['evaluate', 'whole.safetensors', '--model', 'cnn'], "its tensor 'conv1.bias' is of integers", 1],
  [['evaluate', 'foreign.safetensors'], "its metadata 'mnist1d' are not those of a network", 1],
  [['evaluate', 'cnn.safetensors', '--model', 'mlp'], '--model must be cnn, which cnn.safetensors says it is', 2],
  [
    ['evaluate', 'cnn.safetensors', ...set('channels=4')],
    '--set channels is for files that do not say what they hold',
    2,
  ],
  [
    ['evaluate', 'cnn.safetensors', ...set('data.finalSeqLength=50')],
    'its signals have 40 points, those of generated data 50',
    1,
  ],
])('%j is refused', async (args, message, expected) => {
  const params = createModel('cnn').initArrays(0);
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(dir, name), content);
  write('list.json', '[1, 2]');
  write('broken.json', '{steps: 3}');
  write('wrong.json', '{"evalEvery": 0}');
  write('by-id.json', '{"pooling": {"step": 3}}');
  write('bare.safetensors', encodeSafetensors(params));
  write('cut.safetensors', encodeSafetensors(params).subarray(0, -8));
  write('more.safetensors', encodeSafetensors({ ...params, extra: { shape: [1], data: Float32Array.of(1) } }));
  write('whole.safetensors', encodeSafetensors({ ...params, 'conv1.bias': { shape: [25], data: new Int32Array(25) } }));
  write('foreign.safetensors', encodeSafetensors(params, { mnist1d: '{"model": "cnn"}' }));
  const { code, stdout, stderr } = await mnist1d(args, dir);
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^error: .*\n(\(--help.*\n)?$/);
  expect([stdout, code]).toEqual(['', expected]);
});

describe('mnist1d evaluate', () => {
  test('gives the accuracy that a saved network had after its training', async () => {
    const { testAccuracy, testLoss } = JSON.parse(
      safetensorsMetadata(readFileSync(join(dir, 'cnn.safetensors'))).mnist1d as string,
    );
    const { code, stdout, stderr } = await mnist1d(['evaluate', 'cnn.safetensors', '--json'], dir);
    expect([code, stderr]).toEqual([0, '']);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ model: 'cnn', rows: 1000, accuracy: testAccuracy, loss: testLoss });
    expect(told.confusion.map(sum)).toEqual(counts(makeDataset().yTest));
    const page = await mnist1d(['evaluate', 'cnn.safetensors'], dir);
    expect(page.stdout).toContain('cnn.safetensors: cnn, 338 parameters, trained for 101 updates by @mnist1d/cli');
    expect(page.stdout).toContain(`1,000 test rows of the published data: accuracy ${testAccuracy.toFixed(1)} %`);
  });

  test('takes a file of PyTorch’s names, and other data', async () => {
    const model = createModel('pooling-cnn', { channels: 3 });
    const data = makeDataset({ numSamples: 200, seed: 1 });
    writeFileSync(join(dir, 'torch.safetensors'), encodeSafetensors(model.initArrays(5)));
    const untrained = await train(model, data, { seed: 5, steps: 1, learningRate: 1e-30 });
    const args = ['evaluate', 'torch.safetensors', '--model', 'pooling-cnn', ...set('channels=3'), '--json'];
    for (const more of [['--data', 'small.npz'], set('data.numSamples=200', 'data.seed=1')]) {
      const { stdout } = await mnist1d([...args, ...more], dir);
      expect(JSON.parse(stdout)).toMatchObject({ rows: 40, confusion: untrained.confusion });
    }
  });

  test('evaluates on the data by whose options a network was trained', async () => {
    const settings = set('steps=40', 'data.shuffleSeq=true', 'data.numSamples=1000');
    await mnist1d(['train', 'logistic', ...settings, '--out', 'shuffled.safetensors'], dir);
    const { testAccuracy } = JSON.parse(
      safetensorsMetadata(readFileSync(join(dir, 'shuffled.safetensors'))).mnist1d as string,
    );
    const { stdout } = await mnist1d(['evaluate', 'shuffled.safetensors', '--json'], dir);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 200, accuracy: testAccuracy });
  });
});
