/**
 * Time of a training step of an MLP 40 → 500 → 500 → 10 whose parameters are masked, with the masks constant, so that its
 * products are sparse, and not, in turns.
 */
import { measure, median, roundOf } from './measure.ts';
import { lotteryLoop } from './workloads/classifiers.ts';
import { loopRunner } from './workloads/workload.ts';

const densities = [0.02, 0.05, 0.08, 0.2, 0.3, 0.5];
const batches = [100, 500];

/** Milliseconds per step; `density` is the share of the weights that are left. */
interface SparseTimes {
  readonly density: number;
  readonly batchSize: number;
  readonly dense_ms: number;
  readonly sparse_ms: number;
  readonly ratio: number;
}

/** Measures every density and batch size, and prints a line for each. */
export async function measureSparse(): Promise<SparseTimes[]> {
  console.log('\nMilliseconds per step of a masked MLP; compile: milliseconds to trace and compile the sparse plan\n');
  console.log('batch  density    dense   sparse    ratio  compile');
  const all: SparseTimes[] = [];
  for (const batchSize of batches) {
    for (const density of densities) {
      const options = [false, true].map((isConstant) => lotteryLoop(500, 1 - density, 4000, isConstant));
      let compileTime = 0;
      const rounds = options.map((loop) => {
        const start = performance.now();
        const runner = loopRunner({ ...loop, batchSize });
        compileTime = performance.now() - start;
        return roundOf(runner.run);
      });
      const [dense = [], sparse = []] = await measure(rounds);
      const ratio = median(dense.map((time, i) => time / (sparse[i] as number)));
      const times = { density, batchSize, dense_ms: median(dense), sparse_ms: median(sparse), ratio };
      all.push(times);
      const cells = [times.dense_ms.toFixed(2), times.sparse_ms.toFixed(2), ratio.toFixed(2), compileTime.toFixed(0)];
      const [first, second] = [String(batchSize).padStart(5), density.toFixed(2).padStart(9)];
      console.log(`${first}${second}${cells.map((cell) => cell.padStart(9)).join('')}`);
    }
  }
  return all;
}
