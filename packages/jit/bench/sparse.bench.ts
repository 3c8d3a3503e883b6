/**
 * Time of a training step of an MLP 40 → 500 → 500 → 10 whose parameters are masked, with the masks constant, so that its
 * products are sparse, and not, in turns.
 *
 *     cd packages/jit; npx esbuild bench/sparse.bench.ts --bundle --platform=node --format=esm --packages=external --outdir=bench/dist
 *     node bench/dist/sparse.bench.js
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { measure, median, roundOf } from './measure.ts';
import { lotteryLoop } from './workloads/classifiers.ts';
import { loopRunner } from './workloads/workload.ts';

const densities = [0.02, 0.05, 0.08, 0.2, 0.3, 0.5];
const batches = [100, 500];

tf.enableProdMode();
await tf.setBackend('cpu');
console.log('Milliseconds per step; compile: milliseconds to trace and compile the sparse plan\n');
console.log('batch  density    dense   sparse    ratio  compile');
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
    const cells = [median(dense).toFixed(2), median(sparse).toFixed(2), ratio.toFixed(2), compileTime.toFixed(0)];
    console.log(
      `${String(batchSize).padStart(5)}${density.toFixed(2).padStart(9)}${cells.map((c) => c.padStart(9)).join('')}`,
    );
  }
}
