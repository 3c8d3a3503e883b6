/** What the guides promise beyond blocks that run: commands one after another, and what Python makes of our files. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataset } from '@mnist1d/dataset';
import { fromNpz } from '@mnist1d/dataset/npz';
import { predict, train } from '@mnist1d/experiments/train';
import { createModel, encodeSafetensors } from '@mnist1d/models';
import { expect, test } from 'vitest';
import { blocksOf, root } from './documents.ts';
import { hasPython, runPython, safetensorsReader } from './python.ts';
import { scratchFolder } from './scratch-folder.ts';

const folder = scratchFolder('guides');

test('an experiment of one’s own is listed, shown, run and checked; only new runs are made', () => {
  const guide = 'guides/own-experiment.md';
  writeFileSync(join(folder, 'more-data.mjs'), blocksOf(guide, 'js')[0] as string);
  const lines = (blocksOf(guide, 'sh')[1] as string).trim().split('\n');
  const [listed, shown, first, second, checked] = lines.map((line) => {
    const args = line.replace('npx mnist1d ', '').split(' ');
    const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const;
    const printed = execFileSync(process.execPath, [join(root, 'packages/cli/dist/main.js'), ...args], options);
    const result = join(folder, 'results/more-data.json');
    return { printed, result: existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : undefined };
  });
  expect(listed?.printed).toContain('more-data');
  expect(shown?.printed).toContain('samples of the dataset');
  expect(first?.printed).toContain('5,000 samples beat 1,000');
  expect(checked?.printed).toContain('more-data');
  // The time of a run is that of its making.
  expect(first?.result.runSeconds).toHaveLength(4);
  expect(second?.result.runSeconds).toHaveLength(9);
  expect(second?.result.runSeconds).toEqual(expect.arrayContaining(first?.result.runSeconds));
}, 300_000);

test.skipIf(!hasPython('torch'))('PyTorch reads a network that was trained here, and gives its logits', async () => {
  const { xTest, ...rest } = makeDataset();
  const model = createModel('cnn');
  const { params } = await train(model, { xTest, ...rest }, { steps: 11, evalEvery: 10 });
  writeFileSync(join(folder, 'cnn.safetensors'), encodeSafetensors(params));
  const [python] = blocksOf('guides/pytorch.md', 'python');
  const x = [...xTest.slice(0, 400)];
  const program = `${safetensorsReader}${python}
print(json.dumps(network(torch.tensor(${JSON.stringify(x)}).view(10, 40)).argmax(1).tolist()))`;
  const theirs = JSON.parse(runPython(program, folder));
  expect(theirs).toEqual([...(await predict(model, params, Float32Array.from(x), 10))]);
});

test.skipIf(!hasPython('numpy'))('a pickle becomes an NPZ', () => {
  const [python] = blocksOf('guides/from-python.md', 'python');
  const { x, y, xTest, yTest, t } = makeDataset({ numSamples: 100, dtype: 'float64' });
  const given = JSON.stringify({ x: [...x], y: [...y], x_test: [...xTest], y_test: [...yTest], t: [...t] });
  const pickle = `
import json, pickle, numpy
data = {key: numpy.array(values) for key, values in json.loads('${given}').items()}
data['x'] = data['x'].reshape(80, 40)
data['x_test'] = data['x_test'].reshape(20, 40)
pickle.dump(data, open('mnist1d_data.pkl', 'wb'))
`;
  runPython(pickle + python, folder);
  const read = fromNpz(readFileSync(join(folder, 'mnist1d.npz')));
  expect([...read.x]).toEqual([...x]);
  expect([...read.yTest]).toEqual([...yTest]);
});
