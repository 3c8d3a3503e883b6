import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernels } from '../src/load-kernels.ts';

const memory = new WebAssembly.Memory({ initial: 32 });
const kernels = loadKernels(memory);
const floats = new Float32Array(memory.buffer);
/** Where the operands lie, in floats; the kernels keep nothing of their own there. */
const [A, B, C, SCRATCH] = [4096, 100_000, 200_000, 300_000] as const;

const size = fc.integer({ min: 1, max: 40 });
/** Rows in groups, with gaps between the rows and between the groups. */
const layout = fc.record({
  group: fc.integer({ min: 1, max: 7 }),
  gap: fc.integer({ min: 0, max: 3 }),
  groupGap: fc.integer({ min: 0, max: 5 }),
});

interface Rows {
  readonly group: number;
  readonly rowStride: number;
  readonly groupStride: number;
}

function rowsOf({ group, gap, groupGap }: { group: number; gap: number; groupGap: number }, width: number): Rows {
  return { group, rowStride: width + gap, groupStride: group * (width + gap) + groupGap };
}

function place(base: number, { group, rowStride, groupStride }: Rows, row: number, column: number): number {
  return base + Math.floor(row / group) * groupStride + (row % group) * rowStride + column;
}

function fill(seed: number): void {
  let state = seed;
  for (let i = 0; i < 400_000; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    floats[i] = state / 2 ** 31;
  }
}

/** The product in double precision, with the sum of its terms' magnitudes. */
function expectProduct(
  M: number,
  N: number,
  K: number,
  a: (m: number, k: number) => number,
  b: (k: number, n: number) => number,
  c: (m: number, n: number) => number,
): void {
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let [sum, magnitude] = [0, 0];
      for (let k = 0; k < K; k++) {
        sum += a(m, k) * b(k, n);
        magnitude += Math.abs(a(m, k) * b(k, n));
      }
      expect(Math.abs(c(m, n) - sum)).toBeLessThanOrEqual(1e-5 * magnitude);
    }
  }
}

test('gemmNN and gemmNT: any sizes, any layout of rows', () => {
  fc.assert(
    fc.property(
      size,
      size,
      size,
      layout,
      layout,
      fc.integer(),
      fc.boolean(),
      (M, N, K, aLayout, cLayout, seed, transposed) => {
        fill(seed);
        const [aRows, cRows] = [rowsOf(aLayout, K), rowsOf(cLayout, N)];
        const operandA = floats.slice(A, B);
        const operandB = floats.slice(B, C);
        const common = [M, N, K, 4 * A, aRows.group, 4 * aRows.groupStride, 4 * aRows.rowStride, 4 * B] as const;
        const result = [4 * C, cRows.group, 4 * cRows.groupStride, 4 * cRows.rowStride] as const;
        if (transposed) kernels.gemmNT(...common, 4 * K, ...result, 4 * SCRATCH);
        else kernels.gemmNN(...common, 4 * N, ...result);
        expectProduct(
          M,
          N,
          K,
          (m, k) => operandA[place(0, aRows, m, k)]!,
          (k, n) => operandB[transposed ? n * K + k : k * N + n]!,
          (m, n) => floats[place(C, cRows, m, n)]!,
        );
      },
    ),
  );
});

test('gemmTN: any sizes, rows of both operands in groups', () => {
  fc.assert(
    fc.property(
      size,
      size,
      fc.integer({ min: 1, max: 6 }),
      layout,
      layout,
      fc.integer(),
      (M, N, groups, aLayout, bLayout, seed) => {
        fill(seed);
        const group = aLayout.group;
        const [aRows, bRows] = [rowsOf(aLayout, M), rowsOf({ ...bLayout, group }, N)];
        kernels.gemmTN(
          M,
          N,
          groups,
          group,
          4 * A,
          4 * aRows.groupStride,
          4 * aRows.rowStride,
          4 * B,
          4 * bRows.groupStride,
          4 * bRows.rowStride,
          4 * C,
          4 * N,
        );
        expectProduct(
          M,
          N,
          groups * group,
          (m, k) => floats[place(A, aRows, k, m)]!,
          (k, n) => floats[place(B, bRows, k, n)]!,
          (m, n) => floats[C + m * N + n]!,
        );
      },
    ),
  );
});

test('the windows of a convolution are rows that overlap', () => {
  fill(7);
  // Two samples of 9 positions with 3 channels; windows of 2 positions, 8 to a sample.
  const windows: Rows = { group: 8, rowStride: 3, groupStride: 27 };
  kernels.gemmNN(16, 10, 6, 4 * A, 8, 4 * 27, 4 * 3, 4 * B, 4 * 10, 4 * C, 16, 0, 4 * 10);
  expectProduct(
    16,
    10,
    6,
    (m, k) => floats[place(A, windows, m, k)]!,
    (k, n) => floats[B + k * 10 + n]!,
    (m, n) => floats[C + m * 10 + n]!,
  );
});
