/** Where WebAssembly has no SIMD, it is said. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const code = `
import { jit } from '@mnist1d/jit';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
const f = jit((x) => tf.matMul(x, x));
try { f(tf.ones([8, 8])); console.log('ran'); } catch (error) { console.log(error.message); }
`;
const run = (flags: readonly string[]) =>
  execFileSync(process.execPath, [...flags, '--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });

// A flag of processors of this kind alone.
test.skipIf(process.arch !== 'x64')('a runtime without SIMD is told of', () => {
  expect(run([])).toMatch(/^ran$/m);
  expect(run(['--no-enable-sse4-1'])).toMatch(/^jit: this runtime has no SIMD in WebAssembly; .*Safari 16\.4/m);
});
