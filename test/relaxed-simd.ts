/** Set up for tests in Node: relaxed SIMD, where Node 20 has it behind a flag, so that fused arithmetic is tested there too. */
import { setFlagsFromString } from 'node:v8';

if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
