/**
 * `@mnist1d/dataset`: MNIST-1D, generated. The bits of the Python package, without dependencies.
 * @module main
 */

export { type NpyArray, toNpy } from './formats/npy.ts';
export { type DatasetArrays, toNpz } from './formats/npz.ts';
export { toCsv, toJson } from './formats/text-formats.ts';
export { type Dataset, makeDataset } from './make-dataset.ts';
export { type MutableList, RandomState } from './numpy/random-state.ts';
export type { DatasetOptions, SampleOptions } from './options.ts';
export { type Sample, type SamplesOptions, samples } from './samples.ts';
export { shuffleFeatures } from './shuffle-features.ts';
export { getTemplates, type Templates } from './templates.ts';
export { transforms } from './transforms.ts';
