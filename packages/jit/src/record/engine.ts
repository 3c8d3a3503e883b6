/** The parts of tfjs's engine that recording needs; they are not in its types. */
import * as tf from '@tensorflow/tfjs-core';

export interface Engine {
  backendName: string;
  backendInstance: tf.KernelBackend;
  readonly state: {
    readonly gradientDepth: number;
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
  disposeTensor(tensor: tf.Tensor): void;
  disposeVariable(variable: tf.Variable): void;
}

export const engineOf = () => tf.engine() as unknown as Engine;

/** Whether tfjs is taking a gradient just now. */
export const isInGradient = () => engineOf().state.gradientDepth > 0;
