/** Run by any runtime that runs TypeScript (node from 22.18, deno, bun): compiled training comes to the bits that it comes to elsewhere. */
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import known from '../../fixtures/training-digests.json' with { type: 'json' };
import { fuses } from '../../packages/jit/src/index.ts';
import { digestOf, models } from '../../packages/jit/test/training/training-digest.ts';

await setBackend('cpu');
const classes = fuses() ? ['exact', 'fused'] : ['exact'];
for (const numerics of classes)
  for (const name of models) {
    const digest = await digestOf(name, numerics);
    if (digest !== known[numerics][name]) throw new Error(`the ${numerics} weights of ${name} have digest ${digest}`);
  }
const { navigator, process } = globalThis;
console.log(
  `${navigator?.userAgent ?? process.version}: the bits of compiled training, ${models.join(', ')}, ${classes.join(' and ')}`,
);
