/** In a browser fused arithmetic comes to the bits that it comes to in Node: trained weights of every model, quick presets. */
import { fuses } from '@mnist1d/jit';
import { describe, expect, test } from 'vitest';
import { certify } from '../src/certificate/index.ts';
import known from './replay/fused.json' with { type: 'json' };
import { fusedDigest, fusedExperiments } from './replay/fused.ts';

const digests: Readonly<Record<string, string>> = known;

describe.skipIf(!fuses())(`fused${fuses() ? '' : ' (left out: this browser does not fuse)'}`, () => {
  test('weights of every model after 1,000 updates', { timeout: 900_000 }, async () => {
    const lines = await certify({ complete: true, numerics: 'fused' });
    expect(lines.filter(({ agrees }) => !agrees)).toEqual([]);
  });

  test.each(fusedExperiments)('%s', async (id) => {
    expect(await fusedDigest(id)).toBe(digests[id]);
  });
});
