/** The parts of tfjs's engine that recording needs; they are not in its types. */
import * as tf from '@tensorflow/tfjs-core';

export interface Engine {
  backendName: string;
  backendInstance: tf.KernelBackend;
  readonly state: {
    gradientDepth: number;
    kernelDepth: number;
    activeTape: object[] | null | undefined;
    readonly activeScope: { readonly name: string } | null;
    readonly tensorInfo: {
      get(dataId: object): { readonly backend: tf.KernelBackend } | undefined;
      has(dataId: object): boolean;
    };
  };
  findBackend(name: string): tf.KernelBackend;
  setBackend(name: string): Promise<boolean>;
  makeVariable(...args: Parameters<typeof tf.variable>): tf.Variable;
  track<T extends tf.Tensor>(tensor: T): T;
  isTapeOn(): boolean;
  /** @param gradient from the cotangents of the outputs, a list where there are several, to those of the inputs by their names */
  addTapeNode(
    name: string,
    inputs: Readonly<Record<string, tf.Tensor>>,
    outputs: readonly tf.Tensor[],
    gradient: (cotangents: tf.Tensor | tf.Tensor[]) => Readonly<Record<string, () => tf.Tensor>>,
    saved: readonly tf.Tensor[],
    attrs: object,
  ): void;
  trackTensor(tensor: tf.Tensor, backend: tf.KernelBackend): void;
  disposeTensor(tensor: tf.Tensor): void;
  disposeVariable(variable: tf.Variable): void;
}

/** Why values cannot be read, and what to do. */
export function unreadable({ dataId, shape }: tf.TensorInfo, cause: unknown): string {
  const owner = engineOf().state.tensorInfo.get(dataId)?.backend;
  const name = Object.entries(tf.engine().registry).find(([, backend]) => backend === owner)?.[0];
  return `a tensor of shape [${shape}] on the backend ${name} cannot be read at once (${(cause as Error).message}); await its data() before, or make it after tf.setBackend('cpu')`;
}

export const engineOf = () => tf.engine() as unknown as Engine;

/** Whether tfjs writes down just now what it computes, for a gradient. */
export const isTapeOn = () => engineOf().isTapeOn();

/** Runs `fn` as if no gradient were being taken. */
export function withoutTape<T>(fn: () => T): T {
  const { state } = engineOf();
  const { gradientDepth, kernelDepth, activeTape } = state;
  Object.assign(state, { gradientDepth: 0, kernelDepth: 0, activeTape: undefined });
  try {
    return fn();
  } finally {
    Object.assign(state, { gradientDepth, kernelDepth, activeTape });
  }
}
