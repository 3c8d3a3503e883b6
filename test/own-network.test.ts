/** The page for a network of one's own: every block runs as it stands, but for the number of updates; PyTorch gives the same logits. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf, root } from './documents.ts';
import { hasPython, runPython, safetensorsReader } from './python.ts';
import { scratchFolder } from './scratch-folder.ts';

const page = 'packages/experiments/docs/your-own-network.md';
const [network, training, entry] = blocksOf(page, 'js') as [string, string, string];
const [, commands] = blocksOf(page, 'sh') as [string, string];
const [python] = blocksOf(page, 'python') as [string];

const folder = scratchFolder('own-network');

const run = (file: string, source: string) => {
  writeFileSync(join(folder, file), source);
  return execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
};

test('the network is made, trained and saved', () => {
  expect(run('network.mjs', network)).toBe('[ 32, 1, 5 ]\n');
  const printed = run('train.mjs', training);
  expect(printed).toMatch(/^0 \d/m);
  const [tested] = /\[ (\d+\.?\d*) \]/.exec(printed)?.slice(1) ?? [];
  expect(printed.trim().split('\n').at(-1)).toBe(tested);
});

test.skipIf(!hasPython('torch'))('PyTorch loads the file and gives the same logits', () => {
  const logits = run(
    'logits.mjs',
    `import { readFile } from 'node:fs/promises';
import { makeDataset } from '@mnist1d/dataset';
import { loadSafetensors } from '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { network } from './network.mjs';
const { xTest } = makeDataset();
const x = xTest.slice(0, 4000);
const model = network();
const params = loadSafetensors(await readFile('my-network.safetensors'), model);
console.log(JSON.stringify({ x: [...x], logits: [...model.apply(params, tf.tensor2d(x, [100, 40])).dataSync()] }));`,
  );
  writeFileSync(join(folder, 'logits.json'), logits.slice(logits.indexOf('{')));
  const compare = `
given = json.load(open('logits.json'))
with torch.no_grad():
    theirs = network(torch.tensor(given['x']).view(100, 40)).flatten()
print((theirs - torch.tensor(given['logits'])).abs().max().item())
`;
  expect(Number(runPython(safetensorsReader + python + compare, folder))).toBeLessThan(1e-5);
});

test('the entry is added and verified', () => {
  writeFileSync(join(folder, 'my-network.mjs'), entry.replace('steps: 6001', 'steps: 21'));
  const main = join(root, 'packages/cli/dist/main.js');
  const printed = commands
    .trim()
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(' ').slice(1))
    .map((args) => execFileSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }));
  expect(printed[0]).toMatch(/my-network +\d/);
  expect(printed[1]).toBe('my-network: every bit is the same\n');
});
