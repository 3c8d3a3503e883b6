/** From a recording to a program in WebAssembly. */
import { emitStep } from './emit-step.ts';
import { loadKernels } from './load-kernels.ts';
import { lower } from './lower.ts';
import { type Plan, plan } from './plan.ts';
import type { Program } from './program.ts';
import type { Recording } from './record.ts';
import { imports } from './vector-opcodes.ts';
import { FunctionWriter, writeModule } from './wasm-writer.ts';

/** A compiled function: write the inputs, run, read the outputs. */
export interface Compiled {
  readonly program: Program;
  readonly plan: Plan;
  /** The place of each input and output in memory, as an array of its type. */
  readonly inputs: readonly (Float32Array | Int32Array)[];
  readonly outputs: readonly (Float32Array | Int32Array)[];
  /** Carries out all steps. */
  run(): void;
  /** Carries out one step, for profiles. */
  runStep(index: number): void;
}

export function compile({ graph, inputs }: Recording): Compiled {
  const program = lower(graph, inputs);
  const layout = plan(program);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.bytes / 65536) });
  const kernels = loadKernels(memory);
  const functions: Record<string, FunctionWriter> = {};
  program.steps.forEach((step, i) => {
    functions[`step${i}`] = emitStep(step, layout);
  });
  functions.run = callAll(program.steps.length);
  const module = new WebAssembly.Module(writeModule(imports, functions));
  const exports = new WebAssembly.Instance(module, { env: { memory, ...kernels } }).exports as Record<
    string,
    () => void
  >;

  const arrayAt = (buffer: number, isFloat: boolean) => {
    const { size } = program.buffers[buffer] as Program['buffers'][number];
    const address = layout.addresses[buffer] as number;
    return isFloat ? new Float32Array(memory.buffer, address, size) : new Int32Array(memory.buffer, address, size);
  };
  program.buffers.forEach(({ values }, id) => {
    if (values) arrayAt(id, values instanceof Float32Array).set(values);
  });
  const typed = (buffers: readonly number[], nodes: readonly number[]) =>
    buffers.map((buffer, i) => arrayAt(buffer, graph.nodes[nodes[i] as number]?.dtype === 'float32'));
  return {
    program,
    plan: layout,
    inputs: typed(program.inputs, inputs),
    outputs: typed(program.outputs, graph.outputs),
    run: exports.run as () => void,
    runStep: (index) => exports[`step${index}`]?.(),
  };
}

/** A function that calls the steps, which stand before it, one after another. */
function callAll(steps: number): FunctionWriter {
  const code = new FunctionWriter();
  for (let i = 0; i < steps; i++) code.call(imports.length + i);
  return code;
}
