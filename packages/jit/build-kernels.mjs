/** Compiles assembly/ to WebAssembly and writes it into a module, so that users have no file to serve. */
import { writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const flags = ['-O3', '--converge', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noAssert'];
const { error, stdout, stderr, binary } = await compile();
if (error) {
  console.error(`${stdout}${stderr}`);
  throw error;
}
const base64 = Buffer.from(binary).toString('base64');
writeFileSync(
  new URL('src/kernels.gen.ts', import.meta.url),
  `/** Made by build-kernels.mjs from assembly/. */\nexport const kernels =\n  '${base64}';\n`,
);
console.log(`kernels: ${binary.length} bytes`);

async function compile() {
  let binary = new Uint8Array();
  const result = await asc.main(['assembly/index.ts', ...flags, '--outFile', 'kernels.wasm'], {
    writeFile(name, contents) {
      if (name.endsWith('.wasm')) binary = contents;
    },
  });
  return { ...result, binary };
}
