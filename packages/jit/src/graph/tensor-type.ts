/** What is known of a tensor while recording. */
import type { DataType } from '@tensorflow/tfjs-core';
import type { DType, Shape } from './graph.ts';
import { RecordingError } from './recording-error.ts';

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** tfjs's type of a tensor as one that can be recorded. */
export function recordableType(dtype: DataType, name = 'a tensor'): DType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  const advice = dtype === 'complex64' ? '; take tf.real and tf.imag of it' : '';
  throw new RecordingError(`jit: ${name} must be float32, int32 or bool, got ${dtype}${advice}`);
}

/** Whether two types are one. */
export const isSameType = (a: TensorType | undefined, b: TensorType | undefined): boolean =>
  a?.dtype === b?.dtype && a?.shape.join() === b?.shape.join();

/** A type for messages. */
export const printType = (type: TensorType | undefined) => `${type?.dtype}[${type?.shape}]`;
