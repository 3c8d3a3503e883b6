/** Beside the C library's logarithm, which NumPy's Gaussians take, where there is a python3 to ask. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { log } from '../src/index.ts';

const COUNT = 100_000;
const script = `
import sys, array, math
x = array.array('d')
x.frombytes(sys.stdin.buffer.read())
sys.stdout.buffer.write(array.array('d', map(math.log, x)).tobytes())`;

function libraryLogs(x: Float64Array): Float64Array | undefined {
  const { stdout, status } = spawnSync('python3', ['-c', script], {
    input: new Uint8Array(x.buffer),
    maxBuffer: 16 * COUNT,
  });
  return status === 0 ? new Float64Array(new Uint8Array(stdout).buffer) : undefined;
}

// Evenly spread over (0, 1), as the polar method's squared radii are.
const x = Float64Array.from({ length: COUNT }, (_, i) => (i + 0.5) / COUNT + (i % 97) * 2 ** -40);
const theirs = libraryLogs(x);
if (!theirs) console.log('NOT RUN  the C library’s logarithm: no python3 here');

test.skipIf(!theirs)(
  'equals the C library’s nearly always, and is never more than a unit in the last place off',
  () => {
    let equal = 0;
    x.forEach((value, i) => {
      const [ours, expected] = [log(value), theirs![i]!];
      if (ours === expected) equal++;
      else expect(Math.abs(ours - expected)).toBeLessThanOrEqual(2 ** (Math.floor(Math.log2(-expected)) - 52));
    });
    // glibc itself is wrongly rounded in 0.08 % of cases; other libraries differ.
    expect(equal / COUNT).toBeGreaterThan(process.platform === 'linux' ? 0.998 : 0.9);
  },
);
