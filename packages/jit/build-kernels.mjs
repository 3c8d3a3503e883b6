/** Compiles assembly/ to WebAssembly and writes it into a module, so that users have no file to serve. */
import { writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const flags = ['-O3', '--converge', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noAssert'];
const builds = { kernels: [], relaxedKernels: ['--enable', 'relaxed-simd'] };
const lines = ['/** Made by build-kernels.mjs from assembly/. */'];
for (const [name, more] of Object.entries(builds)) {
  const { error, stdout, stderr, binary } = await compile(more);
  if (error) {
    console.error(`${stdout}${stderr}`);
    throw error;
  }
  lines.push(`export const ${name} =\n  '${Buffer.from(binary).toString('base64')}';`);
  console.log(`${name}: ${binary.length} bytes`);
}
writeFileSync(new URL('src/kernels.gen.ts', import.meta.url), `${lines.join('\n')}\n`);

async function compile(more) {
  let binary = new Uint8Array();
  const result = await asc.main(['assembly/index.ts', ...flags, ...more, '--outFile', 'kernels.wasm'], {
    writeFile(name, contents) {
      if (name.endsWith('.wasm')) binary = contents;
    },
  });
  return { ...result, binary };
}
