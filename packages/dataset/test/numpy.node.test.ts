/** Against NumPy and SciPy themselves, where a python3 has them; REQUIRE_NUMPY makes their absence an error. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPython, type Peer, startPeer } from '../bench/peer.ts';
import { fromNpz } from '../src/formats/read-npz.ts';
import { makeDataset, toNpz } from '../src/index.ts';

const python = findPython(['numpy']);
const peer = startPeer();
if (process.env.REQUIRE_NUMPY && !peer)
  throw new Error('REQUIRE_NUMPY is set, but no python3 here has numpy and scipy');

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-numpy-'));
});
afterAll(() => {
  peer?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test.skipIf(!python)('numpy.load reads our .npz, and we read what numpy.savez makes of it', () => {
  const dataset = makeDataset({ numSamples: 50 });
  writeFileSync(join(dir, 'ours.npz'), toNpz(dataset));
  const script = `
import numpy as np
d = np.load('ours.npz')
print(sorted(d.files), d['x'].dtype, d['x'].shape, d['y'].dtype, d['t'].dtype)
np.savez('theirs.npz', **{**d, 'y': d['y'].astype(np.int64)})
np.savez_compressed('compressed.npz', **d)
np.savez('columns.npz', **{**d, 'x': np.asfortranarray(d['x'])})
np.savez('short.npz', **{**d, 'y': d['y'][:-1]})
np.savez('strange.npz', a=d['t'])
`;
  const { stdout, stderr } = spawnSync(python!, ['-c', script], { cwd: dir, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trim()).toBe("['t', 'x', 'x_test', 'y', 'y_test'] float32 (40, 40) int32 float64");
  const { options: _, templates: __, ...arrays } = dataset;
  for (const name of ['theirs', 'compressed']) expect(fromNpz(readFileSync(join(dir, `${name}.npz`)))).toEqual(arrays);
  for (const [name, message] of [
    [
      'columns',
      "fromNpy: file must be version 1.0, row-major, of type <f4, <f8, <i4 or <i8, got {'descr': '<f4', 'fort",
    ],
    [
      'short',
      'fromNpz: file must be an archive whose x is [39, 40] floats, for y and t are as long, got one with [40, 40]',
    ],
    ['strange', 'fromNpz: file must be an archive with t.npy, got one of a.npy'],
  ])
    expect(() => fromNpz(readFileSync(join(dir, `${name}.npz`)))).toThrow(message);
});

async function compare(peer: Peer, options: object): Promise<void> {
  const dump = join(dir, 'dump.npz');
  await peer.generate({ ...options, dump });
  const theirs = fromNpz(readFileSync(dump));
  const single = makeDataset(options);
  const double = makeDataset({ ...options, dtype: 'float64' });
  for (const name of ['x', 'xTest'] as const) {
    expect(single[name]).toEqual(Float32Array.from(theirs[name]));
    expect(largestDifference(double[name], theirs[name])).toBeLessThan(2e-15);
  }
  expect(largestDifference(double.t, theirs.t)).toBeLessThan(2e-15);
  expect(single.y).toEqual(theirs.y);
  expect(single.yTest).toEqual(theirs.yTest);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

describe.skipIf(!peer)('any options give what NumPy and SciPy give', () => {
  test.each([
    { numSamples: 300, corrNoiseScale: 0, iidNoiseScale: 0 },
    { numSamples: 300, padding: [0, 0], maxTranslation: 12 },
    { numSamples: 300, padding: [0, 60], seed: 4294967295 },
    { numSamples: 100, finalSeqLength: 33, shuffleSeq: true },
    { numSamples: 100, finalSeqLength: 100 },
    { numSamples: 100, templateLength: 3, padding: [1, 2], maxTranslation: 5 },
    { numSamples: 51000, seed: 1 },
  ])('%j', (options) => compare(peer!, options));

  test('and random ones', async () => {
    const options = fc
      .record({
        numSamples: fc.integer({ min: 10, max: 120 }),
        trainSplit: fc.double({ min: 0, max: 1, noNaN: true }),
        templateLength: fc.integer({ min: 2, max: 40 }),
        padding: fc
          .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
          .map(([min, more]) => [min, min + more]),
        scaleCoeff: fc.double({ min: -2, max: 2, noNaN: true }),
        corrNoiseScale: fc.double({ min: 0, max: 2, noNaN: true }),
        iidNoiseScale: fc.double({ min: 0.001, max: 2, noNaN: true }),
        shearScale: fc.double({ min: -2, max: 2, noNaN: true }),
        shuffleSeq: fc.boolean(),
        finalSeqLength: fc.integer({ min: 2, max: 100 }),
        seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      })
      .chain((o) =>
        fc
          .integer({ min: 1, max: o.templateLength + o.padding[1]! })
          .map((maxTranslation) => ({ ...o, maxTranslation })),
      );
    await fc.assert(
      fc.asyncProperty(options, (o) => compare(peer!, o)),
      { numRuns: 40 },
    );
  });
});
