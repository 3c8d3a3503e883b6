/** Run by any runtime with the Web APIs (node, deno, bun): the default dataset has the digest of the published file. */
import published from '../../fixtures/dataset.json' with { type: 'json' };
import { makeDataset } from '../../packages/dataset/dist/index.js';

const { x } = makeDataset();
const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', x));
const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
if (hex !== published.frozen_pkl.x_sha256_float32_le) throw new Error(`the training data have digest ${hex}`);
const { navigator, process } = globalThis;
console.log(`${navigator?.userAgent ?? process.version}: the bits of the published data`);
