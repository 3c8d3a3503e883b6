/** Rules that infer the types of what kernels give, and what they are written with. */
import type { AttributesOf, Kernel } from './kernels.ts';
import { RecordingError } from './recording-error.ts';
import type { TensorType } from './tensor-type.ts';

/** Of one output, or of several. */
export type Types = TensorType | readonly TensorType[];

/** The types of a kernel's outputs from those of its inputs. */
export type TypeRule<K extends Kernel = Kernel> = (inputs: readonly TensorType[], attrs: AttributesOf<K>) => Types;

export type TypeRules<K extends Kernel = Kernel> = { readonly [P in K]: TypeRule<P> };

export function at(inputs: readonly TensorType[], i: number): TensorType {
  const input = inputs[i];
  if (!input) throw new RecordingError(`a kernel was called with ${inputs.length} inputs and reads number ${i + 1}`);
  return input;
}

/** Refuses what a kernel of tfjs would have refused, had it run. */
export function check(holds: boolean, message: () => string): void {
  if (!holds) throw new RecordingError(message());
}
