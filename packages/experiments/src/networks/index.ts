/**
 * The entry `@mnist1d/experiments/networks`: a network and its training as JSON says them, as files keep them, and as digests compare them.
 * @module networks
 */

export { type PreparedTraining, prepareTraining } from '../training/train.ts';
export { chooseModel, modelOptions, type Setting } from './model-options.ts';
export { bytesDigest, parametersDigest } from './parameters-digest.ts';
export {
  type DataSource,
  decodeNetwork,
  encodeNetwork,
  modelOf,
  type Provenance,
  schema as networkSchema,
} from './saved-network.ts';
export { type SortedSettings, sortSettings } from './sort-settings.ts';
export { completeSettings, rowsTrainedOn, toTrainOptions, trainingOptions } from './training-options.ts';
