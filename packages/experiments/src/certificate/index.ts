/**
 * The entry `@mnist1d/experiments/certificate`: whether this machine gives the published bits, what its runtime can do, how fast it is.
 * @module certificate
 */

export {
  type CertificateLine,
  type CertificateOptions,
  type CertificateProgress,
  certify,
  makeDigests,
} from './certificate.ts';
export { type RuntimeFeatures, runtimeFeatures } from './runtime-features.ts';
export { measureSpeed, type Speed, speedModels } from './speed.ts';
