/** Variables whose values stay in the memory of a compiled function until somebody looks. */
import * as tf from '@tensorflow/tfjs-core';
import type { Numbers } from '../../graph/graph.ts';
import type { Step } from '../../program/program.ts';
import { engineOf } from '../../record/engine.ts';
import { assign } from './variables.ts';

/**
 * The backend of such values. Nobody makes it the active one: tfjs moves a tensor's data, read from here, to the backend that is, as
 * soon as an operation uses them, or another tensor is to share them.
 */
class HeldValues extends tf.KernelBackend {
  readonly #values = new WeakMap<object, Numbers>();

  hold(variable: tf.Variable, values: Numbers): void {
    const engine = engineOf();
    engine.disposeTensor(variable);
    variable.dataId = {};
    this.#values.set(variable.dataId, values);
    engine.trackTensor(variable, this);
  }

  valuesOf(dataId: object): Numbers | undefined {
    return this.#values.get(dataId);
  }

  override readSync(dataId: object): tf.BackendValues {
    return (this.valuesOf(dataId) as Numbers).slice();
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override refCount(): number {
    return 1;
  }

  override disposeData(dataId: object): boolean {
    return this.#values.delete(dataId);
  }
}

let held: HeldValues | undefined;

/** Lets a variable have the values that stand in memory now; they are to stay as they are until {@link leaveInMemory} or {@link settle}. */
export function leaveInMemory(variable: tf.Variable, values: Numbers): void {
  held ??= new HeldValues();
  held.hold(variable, values);
}

/** Gives variables copies of what they hold in memory, which is to change. */
export function settle(variables: readonly tf.Variable[]): void {
  for (const variable of variables) {
    const values = variable.isDisposed ? undefined : held?.valuesOf(variable.dataId);
    if (values) assign(variable, values);
  }
}

/** Whether steps cannot fail: then what they work on need not be copied before. */
export const areSafe = (steps: readonly Step[]): boolean =>
  steps.every(
    (step) =>
      ['map', 'reduce', 'product'].includes(step.kind) ||
      (step.kind === 'call' && step.kernel !== 'gather' && step.kernel !== 'segmentSum'),
  );
