/** The dataset to NumPy and back: node examples/numpy-files.mjs writes mnist1d.npz, which numpy.load reads. */
import { readFile, writeFile } from 'node:fs/promises';
import { makeDataset, toNpz } from '@mnist1d/dataset';
import { fromNpz } from '@mnist1d/dataset/npz';

const dataset = makeDataset({ numSamples: 1000, shearScale: 0 });
await writeFile('mnist1d.npz', toNpz(dataset));

const read = fromNpz(await readFile('mnist1d.npz'));
const same = read.x.every((value, i) => value === dataset.x[i]);
console.log(`mnist1d.npz: ${read.numTrain} training signals, ${same ? 'every bit' : 'not'} as written`);
