/** What the quick presets, shortened, come to in fused arithmetic: the digest of the runs. */
import { experiments, runExperiment } from '@mnist1d/experiments';
import { settings } from './settings.ts';

/** Those that train; not those of whole data sets on the whole zoo, whose trainings others have, too. */
export const fusedExperiments = [...experiments.keys()].filter(
  (id) => !['construction', 'tsne', 'zoo', 'noise-and-shear', 'data-size'].includes(id),
);

/** @param workers none in a browser */
export async function fusedDigest(id: string, workers?: number): Promise<string> {
  const { digest, numerics } = await runExperiment(id, {
    preset: 'quick',
    config: settings[id] ?? {},
    numerics: 'fused',
    ...(workers && { workers }),
  });
  if (numerics !== 'fused') throw new Error(`the result of ${id} does not say its class`);
  return digest;
}
