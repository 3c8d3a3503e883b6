/** Programs divided among threads, without threads: between two waits, each carries out all that is its own, the last one first. */
import { importsOfThreads } from '../../src/emit/opcodes.ts';
import type { Numbers } from '../../src/graph/graph.ts';
import type { BufferId } from '../../src/program/expression.ts';
import type { Draft } from '../../src/program/program.ts';
import { assemble, assembleThreads, pagesOf } from '../../src/run/assemble.ts';
import { layOut } from '../../src/run/lay-out.ts';
import { kernelModules, loadKernels } from '../../src/run/load-kernels.ts';

/** @returns what carries it out, and its buffers; undefined where no step of it can be divided */
export function inTurns(program: Draft, threads: number) {
  const { buffers } = program;
  const assembly = assemble(layOut({ programs: [program], buffers, repetitions: {} }, threads));
  const divided = assembleThreads(assembly, { step: 0, thread: 0 });
  const steps = divided?.programs[0];
  if (!divided || !steps) return undefined;
  const { layout, constants } = assembly;
  const pages = pagesOf(layout);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const kernels = loadKernels(memory, kernelModules(assembly.isFused, true));
  const none = Object.fromEntries(importsOfThreads.map(({ name }) => [name, () => {}]));
  const env = { ...none, ...kernels, memory };
  const module = new WebAssembly.Module(divided.bytes);
  const functions = new WebAssembly.Instance(module, { env }).exports as Record<string, () => void>;
  constants.write(memory);
  const array = (id: BufferId): Numbers => {
    const { size, dtype } = buffers[id]!;
    return new (dtype === 'float32' ? Float32Array : Int32Array)(memory.buffer, layout.addresses[id]!, size);
  };
  buffers.forEach(({ values }, id) => {
    if (values) array(id).set(values);
  });
  const run = () => {
    for (let from = 0; from < steps.length; ) {
      const next = steps.findIndex(({ waits }, i) => i > from && waits);
      const to = next < 0 ? steps.length : next;
      for (let t = threads - 1; t >= 0; t--) for (let i = from; i < to; i++) functions[`step0.${i}.${t}`]?.();
      from = to;
    }
  };
  return { run, array, steps };
}
