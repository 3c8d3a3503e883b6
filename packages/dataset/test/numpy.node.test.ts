/** Against NumPy and SciPy themselves, where a python3 has them; REQUIRE_NUMPY makes their absence an error. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPython, type Peer, startPeer } from '../bench/peer.ts';
import { makeDataset, toNpz } from '../src/index.ts';
import { fromNpy, fromNpz } from '../src/read-npz.ts';

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
np.savez('theirs.npz', **d)
np.savez_compressed('compressed.npz', **d)
`;
  const { stdout, stderr } = spawnSync(python!, ['-c', script], { cwd: dir, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trim()).toBe("['t', 'x', 'x_test', 'y', 'y_test'] float32 (40, 40) int32 float64");
  const { options: _, templates: __, ...arrays } = dataset;
  expect(fromNpz(readFileSync(join(dir, 'theirs.npz')))).toEqual(arrays);
  expect(() => fromNpz(readFileSync(join(dir, 'compressed.npz')))).toThrow(
    'uncompressed, by savez and not by savez_compressed',
  );
});

/** The arrays of an .npz file, whatever their names. */
function arraysOf(path: string): Record<string, ReturnType<typeof fromNpy>> {
  const script = `import numpy as np, sys\nfor k, v in np.load(sys.argv[1]).items(): np.save(f"{sys.argv[1]}.{k}", v)`;
  spawnSync(python!, ['-c', script, path]);
  return Object.fromEntries(
    ['x', 'x_test', 'y', 'y_test'].map((name) => [name, fromNpy(readFileSync(`${path}.${name}.npy`))]),
  );
}

async function compare(peer: Peer, options: object): Promise<void> {
  const dump = join(dir, 'dump.npz');
  await peer.generate({ ...options, dump });
  const theirs = arraysOf(dump);
  const single = makeDataset(options);
  const double = makeDataset({ ...options, dtype: 'float64' });
  for (const [name, key] of [
    ['x', 'x'],
    ['x_test', 'xTest'],
  ] as const) {
    const expected = theirs[name]!.array as Float64Array;
    expect(single[key]).toEqual(Float32Array.from(expected));
    const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - double[key][i]!)), 0);
    expect(worst).toBeLessThan(2e-15);
  }
  expect(single.y).toEqual(theirs.y!.array);
  expect(single.yTest).toEqual(theirs.y_test!.array);
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
      { numRuns: 25 },
    );
  });
});
