/** Writes the published digests that `mnist1d doctor` compares with, where a change means to change them: npm run make-certificate, in a runtime that fuses */
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { makeDigests } from '@mnist1d/experiments/certificate';
import fixture from '../fixtures/dataset.json' with { type: 'json' };

if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Of the authors' own file, not of what ours makes. */
const { frozen_pkl: frozen } = fixture;
const digestsIn = async (numerics) => ({
  ...(await makeDigests({
    ...{ complete: true, numerics },
    onProgress: ({ model, fraction }) => console.log(numerics, model, fraction),
  })),
  'training signals': frozen.x_sha256_float32_le,
  'training labels': frozen.y_sha256_int32_le,
  'test signals': frozen.x_test_sha256_float32_le,
  'test labels': frozen.y_test_sha256_int32_le,
});
const file = new URL('../packages/experiments/src/certificate/published-digests.json', import.meta.url);
const digests = { exact: await digestsIn('exact'), fused: await digestsIn('fused') };
writeFileSync(file, `${JSON.stringify(digests, null, 2)}\n`);
