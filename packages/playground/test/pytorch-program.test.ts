/** The program for PyTorch starts from the same weights and comes to about the same accuracy. Needs a Python that has PyTorch. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataset, toNpz } from '@mnist1d/dataset';
import { toTrainOptions } from '@mnist1d/experiments/networks';
import { train } from '@mnist1d/experiments/train';
import { createModel, modelNames } from '@mnist1d/models';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pytorchProgram } from '../src/programs/pytorch-program.ts';
import { specOf } from '../src/state/networks.ts';
import { parseQuery } from '../src/state/play-state.ts';

/** Debian's, or the one of the path. */
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import torch']).status === 0,
);
const timeout = 120_000;

const queries = [
  ...modelNames.map((model) => `model=${model}&samples=500&length=36`),
  'model=mlp&optimizer=sgd&rate=0.05&schedule=cosine&order=shuffled&batch=64&samples=500&seed=7',
  'model=plain-mlp&optimizer=adamw&schedule=warmup&shuffled=1&size=33&samples=500',
  'model=cnn&optimizer=rmsprop&rate=0.003&batch=70&samples=500&shear=0&size=9',
];

test('the program says the dataset in the words of the Python package', () => {
  const { state } = parseQuery('model=mlp&shuffled=1&samples=500&shear=0');
  expect(pytorchProgram(specOf(state, state.networks[0]!), 10)).toContain(`args = get_dataset_args()
args.shear_scale = 0
args.num_samples = 500
args.shuffle_seq = True
data = make_dataset(args)`);
});

describe.skipIf(!python)('in PyTorch', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mnist1d-pytorch-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(queries)('%s', { timeout }, async (query) => {
    const { state, objections } = parseQuery(query);
    expect(objections).toEqual([]);
    const spec = specOf(state, state.networks[0]!);
    const updates = 21;
    const data = makeDataset(spec.data);
    writeFileSync(join(folder, 'data.npz'), toNpz(data));
    // The dataset's package may not be there: its bits are.
    const program = pytorchProgram(spec, updates)
      .replace(/^from mnist1d.*\n/m, 'import numpy as np\n')
      .replace(/^args.*\n/gm, '')
      .replace(/^data = .*$/m, `data = np.load('data.npz')`)
      .replace(/^( *)optimizer\.zero_grad\(\)$/m, '$1print(loss.item())\n$1optimizer.zero_grad()');
    const printed = execFileSync(python as string, ['-c', program], { cwd: folder, encoding: 'utf8' });
    const losses = printed.trim().split('\n').slice(0, -1).map(Number);
    const model = createModel(spec.model, { inputSize: data.length, ...spec.options });
    const options = toTrainOptions({ ...spec.training, steps: updates });
    const { trainLosses, testAccuracy } = await train(model, data, { ...options, evalEvery: updates - 1 });
    expect(losses).toHaveLength(updates);
    // Before rounding makes two networks of one.
    for (const step of [0, 1, 2, 3]) expect(Math.abs(losses[step]! / trainLosses[step]! - 1)).toBeLessThan(1e-4);
    expect(Math.abs(losses.at(-1)! / trainLosses.at(-1)! - 1)).toBeLessThan(0.02);
    expect(Math.abs(Number.parseFloat(printed.trim().split('\n').at(-1)!) - testAccuracy.at(-1)!)).toBeLessThan(5);
  });
});
