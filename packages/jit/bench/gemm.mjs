/**
 * The speed of the matrix products in GFLOP/s (2·M·N·K floating-point operations), best and median of short rounds.
 *
 * node bench/gemm.mjs [kernels.gen.ts …]: each build has its own columns, and their rounds alternate.
 */
import { readFileSync } from 'node:fs';

const ROUNDS = 40;
/** Seconds. */
const ROUND = 0.001;

/** M, N, K; for rows in groups, the rows of a group and their distance in floats. */
const plain = [
  [100, 100, 40],
  [100, 100, 100],
  [100, 10, 100],
  [100, 10, 40],
  [100, 500, 40],
  [100, 500, 500],
  [100, 10, 500],
  [100, 300, 300],
  [100, 36, 36],
  [1000, 25, 75, 10, 50],
  [500, 25, 75, 10, 50],
  [1900, 25, 5, 19, 2],
  [100, 10, 125],
  [1000, 100, 300, 10, 100],
  [500, 100, 300, 10, 100],
  [2000, 20, 60, 20, 20],
  [4000, 20, 3, 40, 1],
  [36, 100, 12],
  [12, 100, 36],
  [50, 50, 40],
  [50, 10, 50],
  [1280, 100, 1],
  [12800, 1, 100],
];
const shapes = {
  NN: plain,
  NT: [...plain, [36, 12, 100], [36, 3, 100], [100, 40, 100]],
  TN: [
    [75, 25, 1000, 10, 50],
    [75, 25, 500, 10, 50],
    [5, 25, 1900, 19, 2],
    [40, 100, 100],
    [100, 100, 100],
    [100, 10, 100],
    [500, 500, 100],
    [40, 10, 100],
    [300, 100, 1000, 10, 100],
    [60, 20, 2000, 20, 20],
    [3, 20, 4000, 40, 1],
  ],
};

const memory = new WebAssembly.Memory({ initial: 320 });
const floats = new Float32Array(memory.buffer);
for (let i = 1024; i < floats.length; i++) floats[i] = Math.sin(i);
/** Where the operands lie, in bytes. */
const [A, B, C, SCRATCH] = [4096, 10 << 20, 12 << 20, 19 << 20];

const files = process.argv.length > 2 ? process.argv.slice(2) : [new URL('../src/run/kernels.gen.ts', import.meta.url)];
const builds = files.map((file) => {
  const parts = [...readFileSync(file, 'utf8').matchAll(/exact: '(.*)', /g)].map(([, hex]) => hex);
  const module = new WebAssembly.Module(Buffer.from(parts.join(''), 'hex'));
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
});

/** A function that computes a product `times` times. */
function product({ gemmNN, gemmNT, gemmTN }, variant, [M, N, K, group, distance]) {
  const width = variant === 'TN' ? M : K;
  const rows = group ?? (variant === 'TN' ? K : M);
  const row = 4 * (distance ?? width);
  const groupStride = (rows - 1) * row + 4 * width;
  const run = {
    NN: () => gemmNN(M, N, K, A, rows, groupStride, row, B, 4 * N, C, M, 0, 4 * N, 0, 0),
    NT: () => gemmNT(M, N, K, A, rows, groupStride, row, B, 4 * K, C, M, 0, 4 * N, 0, 0, SCRATCH),
    TN: () => gemmTN(M, N, K / rows, rows, A, groupStride, row, B, rows * 4 * N, 4 * N, C, 4 * N, 0, 0),
  }[variant];
  return (times) => {
    for (let i = 0; i < times; i++) run();
  };
}

function seconds(task, times) {
  const start = process.hrtime.bigint();
  task(times);
  return Number(process.hrtime.bigint() - start) * 1e-9;
}

/** Best and median GFLOP/s of each build. */
function measure(variant, shape) {
  const [M, N, K] = shape;
  const tasks = builds.map((build) => product(build, variant, shape));
  for (const task of tasks) seconds(task, Math.ceil(2e7 / (2 * M * N * K)));
  const times = tasks.map((task) => Math.ceil(ROUND / (seconds(task, 3) / 3)));
  const rates = tasks.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    tasks.forEach((task, i) => {
      rates[i].push((2e-9 * M * N * K * times[i]) / seconds(task, times[i]));
    });
  }
  return rates.map((values) => values.sort((a, b) => b - a)).map((values) => [values[0], values[ROUNDS >> 1]]);
}

console.log(`${'M,N,K'.padEnd(20)}${'best median '.repeat(builds.length)}`);
for (const [variant, list] of Object.entries(shapes)) {
  for (const shape of list) {
    const columns = measure(variant, shape).map(([best, median]) =>
      `${best.toFixed(1)} ${median.toFixed(1)}`.padEnd(12),
    );
    console.log(`${variant} ${shape.slice(0, 3).join(',')}`.padEnd(20) + columns.join(''));
  }
}
