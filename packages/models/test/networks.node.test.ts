/** Against PyTorch itself, where a python3 has it: other seeds, sizes and files. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPython } from '../../dataset/bench/peer.ts';
import { encodeSafetensors, loadSafetensors, residuals, saveSafetensors, withoutBuffers } from '../src/index.ts';
import './cpu-backend.ts';
import {
  digests,
  expectSame,
  type NetworkCase,
  networkOf,
  type RecordedNetwork,
} from './reference/recorded-network.ts';

const python = findPython(['torch', 'numpy']);
if (!python) console.log('networks in PyTorch: not tested, no python3 here has torch');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mnist1d-networks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sizes = fc.integer({ min: 1, max: 12 });
const common = { inputSize: fc.integer({ min: 3, max: 45 }), outputSize: fc.integer({ min: 2, max: 12 }) };
const initialisation = fc.constantFrom('default', 'he', 'he-linear');
const options: Readonly<Record<string, fc.Arbitrary<Readonly<Record<string, unknown>>>>> = {
  resnet: fc.record({ ...common, channels: sizes }),
  'dilated-cnn': fc.record({ ...common, channels: sizes, dilation: fc.integer({ min: 1, max: 5 }) }),
  tcn: fc.record({
    ...common,
    channels: sizes,
    kernelSize: fc.integer({ min: 1, max: 4 }),
    blocks: fc.integer({ min: 1, max: 5 }),
  }),
  mlp: fc.record({
    ...common,
    hiddenSize: sizes,
    depth: fc.integer({ min: 1, max: 6 }),
    residual: fc.constantFrom(...residuals),
    batchNorm: fc.boolean(),
    initialisation,
  }),
  cnn: fc.record({
    inputSize: fc.integer({ min: 20, max: 45 }),
    channels: fc.tuple(sizes, sizes),
    kernelSize: fc.integer({ min: 1, max: 5 }),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.integer({ min: 0, max: 3 }),
    initialisation,
  }),
};
const cases = Object.entries(options).flatMap(([name, options]) =>
  fc.sample(
    fc.record({
      name: fc.constant(name),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      batch: fc.integer({ min: 5, max: 12 }),
      options,
    }),
    { numRuns: 6, seed: 1 },
  ),
);

function ask(cases: readonly (NetworkCase & { readonly read?: string; readonly write?: string })[]): RecordedNetwork[] {
  const script = join(import.meta.dirname, 'reference', 'networks.py');
  const { stdout, stderr } = spawnSync(python!, ['-B', script], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
    maxBuffer: 2 ** 28,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as RecordedNetwork[];
}

test.skipIf(!python)('any sizes and seeds give PyTorch’s weights, logits, gradients and buffers', async () => {
  for (const network of ask(cases)) {
    const model = networkOf(network);
    expect(Object.keys(model.shapes)).toEqual(network.keys);
    expect(await digests(withoutBuffers(model, model.initArrays(network.seed)))).toEqual(network.sha256);
    expectSame(network, model.init(network.seed));
  }
});

test.skipIf(!python)('load_state_dict takes what we save, strictly, and we load what PyTorch saves', async () => {
  const network = { name: 'tcn', seed: 3, batch: 5, options: { channels: 4 } };
  const model = networkOf(network);
  const random = Object.entries(model.initArrays(8)).map(([key, { shape, data }], i) => [
    key,
    { shape, data: model.buffers?.includes(key) ? data.map((_, j) => 0.5 + ((3 * i + j) % 7) / 7) : data },
  ]);
  const [ours, theirs] = [join(folder, 'ours.safetensors'), join(folder, 'theirs.safetensors')];
  const params = loadSafetensors(encodeSafetensors(Object.fromEntries(random)), model);
  writeFileSync(ours, await saveSafetensors(params));
  const [recorded] = ask([{ ...network, read: ours, write: theirs }]);
  const after = expectSame(recorded!, params);
  const bytes = readFileSync(theirs);
  expect(bytes.includes('block1.bn1.num_batches_tracked')).toBe(true);
  const loaded = loadSafetensors(bytes, model);
  expect(Object.keys(loaded)).toEqual(Object.keys(model.shapes));
  for (const [key, tensor] of Object.entries(loaded)) {
    tensor.dataSync().forEach((value, i) => expect(value, key).toBeCloseTo(after[key]!.dataSync()[i]!, 5));
  }
});
