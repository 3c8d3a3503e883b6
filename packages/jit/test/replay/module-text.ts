/** WebAssembly modules as text. */
import wabt from 'wabt';

/** A module in the text format, without the imported functions that it does not call and the types that they have. */
export async function textOf(bytes: Uint8Array): Promise<string> {
  const { readWasm } = await wabt();
  const module = readWasm(bytes, { simd: true, bulk_memory: true });
  const lines = module.toText({ foldExprs: false, inlineExport: true }).trimEnd().split('\n');
  module.destroy();
  const called = new Set(lines.flatMap((line) => /^ *call (\d+)/.exec(line)?.[1] ?? []));
  const rest = lines.filter((line) => {
    const imported = /^ *\(import .*\(func \(;(\d+);\)/.exec(line)?.[1];
    return imported === undefined || called.has(imported);
  });
  const types = new Set(rest.flatMap((line) => [...line.matchAll(/\(type (\d+)\)/g)].map(([, type]) => type)));
  return rest
    .filter((line) => {
      const type = /^ *\(type \(;(\d+);\)/.exec(line)?.[1];
      return type === undefined || types.has(type);
    })
    .join('\n');
}
