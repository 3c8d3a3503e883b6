/**
 * Time of the default dataset beside NumPy's on the same processor, in turns. Run by `npm run bench -- dataset`;
 * `--json FILE` writes the figures. Without a python3 that has numpy and scipy it measures ours alone.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeDataset } from '@mnist1d/dataset';
import { startPeer } from './peer.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'string' } } });
const ROUNDS = 15;

function ours(): number {
  const start = performance.now();
  makeDataset();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}

const first = ours();
for (let i = 0; i < 20; i++) ours();
const peer = startPeer();
const warm: number[] = [];
const numpy: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  warm.push(median(Array.from({ length: 5 }, ours)));
  if (peer) numpy.push(1000 * (await peer.generate({})));
}
peer?.stop();

const figures = {
  first_ms: first,
  warm_ms: median(warm),
  ...(peer && { numpy_ms: median(numpy), ratio: median(numpy.map((ms, i) => ms / (warm[i] as number))) }),
};
console.log('5,000 samples, one thread');
console.log(`first call   ${first.toFixed(1)} ms`);
console.log(`warm median  ${figures.warm_ms.toFixed(1)} ms`);
if (peer)
  console.log(
    `NumPy        ${median(numpy).toFixed(1)} ms, ${figures.ratio?.toFixed(1)} times ours (median of ${ROUNDS} rounds in turns)`,
  );
else console.log('NumPy        not measured: no python3 here has numpy and scipy');
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(figures, null, 1)}\n`);
