/** A compiled function for arguments of some shapes, in memory: what is written there before a call, and read behind it. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Numbers } from '../../graph/graph.ts';
import type { LoadedModule } from '../../run/loaded-module.ts';
import type { Watched } from './check-finite.ts';
import { leaveInMemory } from './held-values.ts';
import { toTensor, writeTensor } from './tensors.ts';
import type { Trace } from './trace.ts';
import { assign, checkIdle, writeVariables } from './variables.ts';

/** From the arguments and the cotangents of the results to those of some of what the function takes. */
interface Gradient {
  (args: never, cotangents: readonly tf.Tensor[]): tf.Tensor[];
  dispose(): void;
}

export interface Ready {
  readonly trace: Trace;
  readonly compiled: LoadedModule;
  readonly watched: Watched;
  /** The data of each variable as it was written to memory last. */
  readonly written: (object | undefined)[];
  /** Whether a call always comes to its end, so that variables may hold the values that it starts from. */
  readonly isSafe: boolean;
  /** Its gradients, those that were wanted. */
  readonly gradients: Map<string, Gradient>;
}

export function writeInputs({ trace: { recording }, compiled, written }: Ready, tensors: readonly tf.Tensor[]): void {
  tensors.forEach((tensor, i) => {
    writeTensor(compiled.inputs[i], tensor);
  });
  const { inputs, variables } = recording;
  checkIdle(
    'jit',
    variables.filter(({ output }) => output !== undefined).map(({ variable }) => variable),
  );
  const before = written.splice(0);
  writeVariables(variables, (i) =>
    before[i] === variables[i]?.variable.dataId ? undefined : compiled.inputs[inputs.length + i],
  );
  written.push(...variables.map(({ variable }) => variable.dataId));
}

export function readOutputs({ trace: { recording, resultTypes }, compiled, written, isSafe }: Ready): tf.Tensor[] {
  recording.variables.forEach(({ variable, output }, i) => {
    if (output === undefined) return;
    const values = compiled.outputs[output] as Numbers;
    const next = compiled.inputs[recording.inputs.length + i] as Numbers;
    // The next call starts from here, without reading the variable again.
    if (next.byteOffset !== values.byteOffset) next.set(values);
    if (isSafe && variable.dtype !== 'bool') leaveInMemory(variable, next);
    else assign(variable, values);
    written[i] = variable.dataId;
  });
  return resultTypes.map((type, i) => toTensor(compiled.outputs[i] as Numbers, type));
}

export function end({ compiled, gradients }: Ready): void {
  compiled.end();
  for (const gradient of gradients.values()) gradient.dispose();
}
