/** Compiles assembly/ to WebAssembly and writes it into a module, so that users have no file to serve. */
import { writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const flags = ['-O3', '--converge', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noAssert'];
const exact = await build('index', []);
const fused = await build('fused', ['--enable', 'relaxed-simd']);

/** Characters; gzip finds what two texts have in common if it is no more than 32,768 apart, and no code twice in base64, where a byte more moves all letters. */
const PART = 12_000;
const lines = [
  '/** Made by build-kernels.mjs from assembly/, in hexadecimal: parts of both builds, exact and fused, side by side. */',
];
lines.push('export const kernels: readonly { readonly exact: string; readonly fused: string }[] = [');
for (let at = 0; at < Math.max(exact.length, fused.length); at += PART)
  lines.push(`  { exact: '${exact.slice(at, at + PART)}', fused: '${fused.slice(at, at + PART)}' },`);
lines.push('];');
writeFileSync(new URL('src/run/kernels.gen.ts', import.meta.url), `${lines.join('\n')}\n`);

/** The build of an entry, in hexadecimal. */
async function build(name, more) {
  const { error, stdout, stderr, binary } = await compile(`assembly/${name}.ts`, more);
  if (error) {
    console.error(`${stdout}${stderr}`);
    throw error;
  }
  console.log(`${name}: ${binary.length} bytes`);
  return Buffer.from(binary).toString('hex');
}

async function compile(entry, more) {
  let binary = new Uint8Array();
  const result = await asc.main([entry, ...flags, ...more, '--outFile', 'kernels.wasm'], {
    writeFile(name, contents) {
      if (name.endsWith('.wasm')) binary = contents;
    },
  });
  return { ...result, binary };
}
