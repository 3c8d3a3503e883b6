import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernelModules, loadKernels } from '../../src/run/load-kernels.ts';
import { fuses } from '../../src/run/numerics.ts';

const memory = new WebAssembly.Memory({ initial: 32 });
const exact = loadKernels(memory);
/** The products of each class of arithmetic that this runtime has, under one name. */
type Products = Pick<typeof exact, 'gemmNN' | 'gemmNT' | 'gemmTN' | 'gemmSparse' | 'gemmSampled'>;
const builds: Readonly<Record<string, Products>> = {
  exact,
  ...(fuses() && { fused: fusedProducts() }),
};

function fusedProducts() {
  const { fusedNN, fusedNT, fusedTN, fusedSparse, fusedSampled } = loadKernels(memory, kernelModules(true, false));
  return { gemmNN: fusedNN, gemmNT: fusedNT, gemmTN: fusedTN, gemmSparse: fusedSparse, gemmSampled: fusedSampled };
}
const floats = new Float32Array(memory.buffer);
/** Where the operands lie, in floats. Below the first, the kernels may write. */
const [A, B, C, BIAS, SCRATCH] = [1024, 100_000, 200_000, 300_000, 320_000] as const;
const [ACCUMULATE, COLUMN_BIAS, RELU, ROW_BIAS] = [1, 2, 4, 8] as const;

const size = fc.integer({ min: 0, max: 40 });
/** Most often small, at times more than the kernels take at once. */
const depth = fc.oneof({ weight: 15, arbitrary: size }, { weight: 1, arbitrary: fc.integer({ min: 900, max: 1100 }) });
const flags = fc
  .tuple(fc.constantFrom(0, ACCUMULATE, COLUMN_BIAS, ROW_BIAS), fc.constantFrom(0, RELU))
  .map(([start, end]) => start | end);
/** Rows in groups, with gaps between the rows and between the groups. */
const layout = fc.record({
  group: fc.integer({ min: 1, max: 15 }),
  gap: fc.integer({ min: 0, max: 3 }),
  groupGap: fc.integer({ min: 0, max: 5 }),
});

/** The rows of gemmTN: most often few, at times many groups or long ones, which it takes in parts. */
const manyRows = fc.oneof(
  {
    weight: 15,
    arbitrary: fc.record({ groups: fc.integer({ min: 0, max: 6 }), group: fc.integer({ min: 0, max: 15 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ groups: fc.integer({ min: 50, max: 120 }), group: fc.integer({ min: 5, max: 15 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ groups: fc.integer({ min: 1, max: 2 }), group: fc.integer({ min: 300, max: 700 }) }),
  },
);

interface Rows {
  readonly group: number;
  readonly rowStride: number;
  readonly groupStride: number;
}

function rowsOf({ group, gap, groupGap }: { group: number; gap: number; groupGap: number }, width: number): Rows {
  return { group, rowStride: width + gap, groupStride: group * (width + gap) + groupGap };
}

function place({ group, rowStride, groupStride }: Rows, row: number, column: number): number {
  return Math.floor(row / group) * groupStride + (row % group) * rowStride + column;
}

/** An endless series of numbers between −1 and 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/** A product of which the kernels see nothing but NaN around the operands. */
function checkProduct(
  { M, N, K, flags, seed }: { M: number; N: number; K: number; flags: number; seed: number },
  a: (m: number, k: number) => number,
  b: (k: number, n: number) => number,
  c: (m: number, n: number) => number,
  run: () => void,
): void {
  const next = numbers(seed);
  floats.fill(Number.NaN);
  for (let m = 0; m < M; m++) for (let k = 0; k < K; k++) floats[A + a(m, k)] = next();
  for (let k = 0; k < K; k++) for (let n = 0; n < N; n++) floats[B + b(k, n)] = next();
  for (let m = 0; m < M; m++)
    for (let n = 0; n < N; n++) floats[C + c(m, n)] = flags & ACCUMULATE ? next() : Number.NaN;
  const biases = flags & COLUMN_BIAS ? N : flags & ROW_BIAS ? M : 0;
  for (let i = 0; i < biases; i++) floats[BIAS + i] = next();
  const before = floats.slice();

  run();

  const after = floats.slice();
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let sum = 0;
      if (flags & ACCUMULATE) sum = before[C + c(m, n)]!;
      else if (biases) sum = before[BIAS + (flags & ROW_BIAS ? m : n)]!;
      let magnitude = Math.abs(sum);
      for (let k = 0; k < K; k++) {
        const term = before[A + a(m, k)]! * before[B + b(k, n)]!;
        sum += term;
        magnitude += Math.abs(term);
      }
      const error = Math.abs(after[C + c(m, n)]! - (flags & RELU ? Math.max(sum, 0) : sum));
      if (!(error <= 1e-5 * magnitude)) expect.fail(`${M}×${N}×${K}, flags ${flags}: off by ${error} at ${m}, ${n}`);
      after[C + c(m, n)] = before[C + c(m, n)]!;
    }
  }
  const bytes = (values: Float32Array) => new Uint32Array(values.buffer, 4 * A, SCRATCH - A);
  const [was, is] = [bytes(before), bytes(after)];
  expect(
    is.every((word, i) => word === was[i]),
    'nothing is written but C',
  ).toBe(true);
}

describe.each(Object.entries(builds))('%s', (_, kernels) => {
  test('gemmNN and gemmNT: any sizes, any layout of rows', () => {
    fc.assert(
      fc.property(
        fc.record({ M: size, N: size, K: depth, flags, seed: fc.integer() }),
        layout,
        layout,
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        (shape, aLayout, cLayout, gap, transposed) => {
          const { M, N, K } = shape;
          const [aRows, cRows] = [rowsOf(aLayout, K), rowsOf(cLayout, N)];
          const bRow = (transposed ? K : N) + gap;
          checkProduct(
            shape,
            (m, k) => place(aRows, m, k),
            (k, n) => (transposed ? n * bRow + k : k * bRow + n),
            (m, n) => place(cRows, m, n),
            () => {
              const common = [M, N, K, 4 * A, aRows.group, 4 * aRows.groupStride, 4 * aRows.rowStride, 4 * B] as const;
              const result = [4 * C, cRows.group, 4 * cRows.groupStride, 4 * cRows.rowStride] as const;
              if (transposed) kernels.gemmNT(...common, 4 * bRow, ...result, shape.flags, 4 * BIAS, 4 * SCRATCH);
              else kernels.gemmNN(...common, 4 * bRow, ...result, shape.flags, 4 * BIAS);
            },
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('gemmTN: any sizes, rows of both operands in groups', () => {
    fc.assert(
      fc.property(
        fc.record({ M: size, N: size, flags, seed: fc.integer() }),
        manyRows,
        layout,
        layout,
        fc.integer({ min: 0, max: 3 }),
        (shape, { groups, group }, aLayout, bLayout, gap) => {
          const { M, N } = shape;
          const [aRows, bRows] = [rowsOf({ ...aLayout, group }, M), rowsOf({ ...bLayout, group }, N)];
          checkProduct(
            { ...shape, K: groups * group },
            (m, k) => place(aRows, k, m),
            (k, n) => place(bRows, k, n),
            (m, n) => m * (N + gap) + n,
            () => {
              const from = [4 * A, 4 * aRows.groupStride, 4 * aRows.rowStride] as const;
              const by = [4 * B, 4 * bRows.groupStride, 4 * bRows.rowStride] as const;
              kernels.gemmTN(M, N, groups, group, ...from, ...by, 4 * C, 4 * (N + gap), shape.flags, 4 * BIAS);
            },
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the windows of a convolution are rows that overlap', () => {
    // Two samples of 9 positions with 3 channels; windows of 2 positions, 8 to a sample.
    const windows: Rows = { group: 8, rowStride: 3, groupStride: 27 };
    checkProduct(
      { M: 16, N: 10, K: 6, flags: 0, seed: 7 },
      (m, k) => place(windows, m, k),
      (k, n) => k * 10 + n,
      (m, n) => m * 10 + n,
      () => kernels.gemmNN(16, 10, 6, 4 * A, 8, 4 * 27, 4 * 3, 4 * B, 4 * 10, 4 * C, 16, 0, 4 * 10, 0, 0),
    );
  });

  test('NaN stays in its row of A or column of B, through ReLU too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('NN', 'NT', 'TN'),
        fc.nat(),
        fc.boolean(),
        (M, N, K, variant, where, inA) => {
          floats.fill(1, A);
          const [m, n, k] = [where % M, where % N, where % K];
          if (inA) floats[A + (variant === 'TN' ? k * M + m : m * K + k)] = Number.NaN;
          else floats[B + (variant === 'NT' ? n * K + k : k * N + n)] = Number.NaN;
          const rows = [4 * C, M, 0, 4 * N] as const;
          if (variant === 'NN') kernels.gemmNN(M, N, K, 4 * A, M, 0, 4 * K, 4 * B, 4 * N, ...rows, RELU, 0);
          if (variant === 'NT')
            kernels.gemmNT(M, N, K, 4 * A, M, 0, 4 * K, 4 * B, 4 * K, ...rows, RELU, 0, 4 * SCRATCH);
          if (variant === 'TN') kernels.gemmTN(M, N, 1, K, 4 * A, 0, 4 * M, 4 * B, 0, 4 * N, 4 * C, 4 * N, RELU, 0);
          const expected = Array.from({ length: M * N }, (_, i) =>
            (inA ? Math.floor(i / N) === m : i % N === n) ? Number.NaN : K,
          );
          expect([...floats.subarray(C, C + M * N)]).toEqual(expected);
        },
      ),
    );
  });

  /** Where a matrix is not zero, with rows and columns that are zero throughout; its lists row by row. */
  function maskOf(rows: number, columns: number, density: number, seed: number, multiple = 1) {
    const next = numbers(seed);
    const [deadRow, deadColumn] = [seed % 7, seed % 5];
    const mask = Array.from({ length: rows * columns }, (_, i) => {
      const isUsed = (next() + 1) / 2 < density;
      return isUsed && (density === 1 || (Math.floor(i / columns) % 7 !== deadRow && (i % columns) % 5 !== deadColumn));
    });
    const starts = [0];
    const indices: number[] = [];
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) if (mask[r * columns + c]) indices.push(c);
      while (indices.length % multiple > 0) indices.push(indices.at(-1)!);
      starts.push(indices.length);
    }
    return { mask: (r: number, c: number) => mask[r * columns + c]!, starts, indices };
  }

  const density = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  const [STARTS, INDICES] = [450_000, 450_100] as const;
  const words = new Int32Array(memory.buffer);

  function writeLists({ starts, indices }: { readonly starts: number[]; readonly indices: number[] }) {
    words.set(starts, STARTS);
    words.set(indices, INDICES);
    return [4 * STARTS, 4 * INDICES, 4 * SCRATCH] as const;
  }

  test('gemmSparse has the bits of gemmNN and gemmNT', () => {
    fc.assert(
      fc.property(
        fc.record({ M: fc.integer({ min: 5, max: 70 }), N: size, K: depth, flags, density, seed: fc.nat() }),
        layout,
        layout,
        fc.boolean(),
        ({ M, N, K, flags: allFlags, density, seed }, aLayout, cLayout, transposed) => {
          const flags = allFlags & ~ROW_BIAS;
          const lists = maskOf(N, K, density, seed);
          const [aRows, cRows] = [rowsOf(aLayout, K), rowsOf(cLayout, N)];
          const next = numbers(seed);
          floats.fill(Number.NaN);
          for (let m = 0; m < M; m++) for (let k = 0; k < K; k++) floats[A + place(aRows, m, k)] = next();
          for (let k = 0; k < K; k++)
            for (let n = 0; n < N; n++)
              floats[B + (transposed ? n * K + k : k * N + n)] = lists.mask(n, k) ? next() : -0;
          for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) floats[C + place(cRows, m, n)] = next();
          for (let n = 0; n < N; n++) floats[BIAS + n] = next();
          const before = floats.slice(C, BIAS);
          const a = [4 * A, aRows.group, 4 * aRows.groupStride, 4 * aRows.rowStride] as const;
          const c = [4 * C, cRows.group, 4 * cRows.groupStride, 4 * cRows.rowStride, flags, 4 * BIAS] as const;
          if (transposed) kernels.gemmNT(M, N, K, ...a, 4 * B, 4 * K, ...c, 4 * SCRATCH);
          else kernels.gemmNN(M, N, K, ...a, 4 * B, 4 * N, ...c);
          const expected = words.slice(C, BIAS);
          floats.set(before, C);
          const [bRow, bColumn] = transposed ? [4, 4 * K] : [4 * N, 4];
          kernels.gemmSparse(M, N, K, ...a, 4 * B, bRow, bColumn, ...c, ...writeLists(lists));
          expect(words.subarray(C, BIAS).every((word, i) => word === expected[i])).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('gemmSampled has the bits of gemmTN, and writes nothing else', () => {
    fc.assert(
      fc.property(
        fc.record({ M: size, N: size, K: depth, density, seed: fc.nat() }),
        fc.integer({ min: 0, max: 3 }),
        ({ M, N, K, density, seed }, gap) => {
          const lists = maskOf(M, N, density, seed, 4);
          const next = numbers(seed);
          floats.fill(Number.NaN);
          for (let k = 0; k < K; k++) for (let m = 0; m < M; m++) floats[A + k * (M + gap) + m] = next();
          for (let k = 0; k < K; k++) for (let n = 0; n < N; n++) floats[B + k * (N + gap) + n] = next();
          const [a, b] = [4 * (M + gap), 4 * (N + gap)];
          kernels.gemmTN(M, N, 1, K, 4 * A, 0, a, 4 * B, 0, b, 4 * C, b, 0, 0);
          const expected = words.slice(C, BIAS);
          floats.fill(Number.NaN, C, BIAS);
          const untouched = words[C];
          for (let i = 0; i < expected.length; i++) {
            const [m, n] = [Math.floor(i / (N + gap)), i % (N + gap)];
            if (m >= M || n >= N || !lists.mask(m, n)) expected[i] = untouched!;
          }
          kernels.gemmSampled(M, N, K, 4 * A, a, 4 * B, b, 4 * C, b, ...writeLists(lists));
          expect(words.subarray(C, BIAS).every((word, i) => word === expected[i])).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
