/** Run by any runtime that runs TypeScript (node from 22.18, deno, bun): compiled training comes to the bits that it comes to elsewhere. */
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import known from '../../fixtures/training-digests.json' with { type: 'json' };
import { digestOf, models } from '../../packages/jit/test/training/training-digest.ts';

await setBackend('cpu');
for (const name of models) {
  const digest = await digestOf(name);
  if (digest !== known[name]) throw new Error(`the weights of ${name} have digest ${digest}`);
}
const { navigator, process } = globalThis;
console.log(`${navigator?.userAgent ?? process.version}: the bits of compiled training, ${models.join(', ')}`);
