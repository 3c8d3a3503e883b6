/** @mnist1d/dataset: MNIST-1D, generated. The bits of the Python package, without dependencies. */
export { type Dataset, makeDataset } from './make-dataset.ts';
export { type NpyArray, toNpy } from './npy.ts';
export { type DatasetArrays, toNpz } from './npz.ts';
export type { DatasetOptions, SampleOptions } from './options.ts';
export { type MutableList, RandomState } from './random-state.ts';
export { type Sample, type SamplesOptions, samples } from './samples.ts';
export { shuffleFeatures } from './shuffle-features.ts';
export { getTemplates, type Templates } from './templates.ts';
export { toCsv, toJson } from './text-formats.ts';
export { transforms } from './transforms.ts';
