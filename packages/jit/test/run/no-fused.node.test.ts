/** Where fused arithmetic cannot be computed, what is missing is said; and no instruction is used whose result is left open. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { kernels } from '../../src/run/kernels.gen.ts';

const isBehindFlag = process.versions.node.startsWith('20.');
const relaxed = isBehindFlag ? ['--experimental-wasm-relaxed-simd'] : [];

const code = `
import { fuses, jit } from '@mnist1d/jit';
console.log(fuses());
try { jit((x) => x, { numerics: 'fused' }); console.log('taken'); } catch (error) { console.log(error.message); }
`;
const run = (flags: readonly string[]) =>
  execFileSync(process.execPath, [...flags, '--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .trim()
    .split('\n');

test.skipIf(!isBehindFlag)('no relaxed SIMD', () => {
  expect(run([])).toEqual([
    'false',
    "jit: numerics 'fused' cannot be computed here: WebAssembly has no relaxed SIMD; Chrome has it from version 114 on, Node 22, and Node 20 with --experimental-wasm-relaxed-simd; 'exact' can",
  ]);
});

test.skipIf(process.arch !== 'x64')('a processor without fused multiplication and addition', () => {
  expect(run([...relaxed, '--no-enable-fma3'])).toEqual([
    'false',
    "jit: numerics 'fused' cannot be computed here: relaxed SIMD rounds twice; it rounds once on ARM64 and on x86-64 with FMA3 in engines that use it; 'exact' can",
  ]);
});

test.each([
  ['exact', []],
  ['fused', ['f32x4.relaxed_madd']],
] as const)('of relaxed SIMD, the %s kernels have what the probe asks for: %j', async (build, used) => {
  const bytes = Buffer.from(kernels.map((part) => part[build]).join(''), 'hex');
  const { readWasm } = await wabt();
  const text = readWasm(bytes, { simd: true, bulk_memory: true, relaxed_simd: true }).toText({});
  expect([...new Set(text.match(/\w+\.relaxed_\w+/g))]).toEqual(used);
});
