/** The page for a network of one's own: every block runs as it stands, but for the number of updates; PyTorch gives the same logits. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'packages/experiments/docs/your-own-network.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1] as string);
const [network, training, entry] = blocks('js') as [string, string, string];
const [, commands] = blocks('sh') as [string, string];
const [python] = blocks('python') as [string];

let folder: string;
beforeAll(() => {
  const scratch = join(import.meta.dirname, '.examples');
  mkdirSync(scratch, { recursive: true });
  folder = mkdtempSync(join(scratch, 'own-network-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

const hasTorch = spawnSync('/usr/bin/python3', ['-c', 'import torch']).status === 0;

test.skipIf(!hasTorch)('PyTorch loads the file and gives the same logits', () => {
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
  // Where the package safetensors is missing, its format is read by hand.
  const reader = `
import json, struct, sys, types
import numpy as np, torch
def load_file(path):
    data = open(path, 'rb').read()
    size = struct.unpack('<Q', data[:8])[0]
    header = json.loads(data[8:8 + size])
    return {name: torch.tensor(np.frombuffer(data[8 + size:], dtype='<f4', offset=t['data_offsets'][0], count=int(np.prod(t['shape']))).reshape(t['shape']).copy())
            for name, t in header.items() if name != '__metadata__'}
package = types.ModuleType('safetensors'); package.torch = types.ModuleType('safetensors.torch'); package.torch.load_file = load_file
sys.modules['safetensors'] = package; sys.modules['safetensors.torch'] = package.torch
`;
  const compare = `
given = json.load(open('logits.json'))
with torch.no_grad():
    theirs = network(torch.tensor(given['x']).view(100, 40)).flatten()
print((theirs - torch.tensor(given['logits'])).abs().max().item())
`;
  writeFileSync(join(folder, 'compare.py'), reader + python + compare);
  const difference = Number(execFileSync('/usr/bin/python3', ['compare.py'], { cwd: folder, encoding: 'utf8' }));
  expect(difference).toBeLessThan(1e-5);
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
