/** What tfjs does without a kernel, watched while a function is recorded. */
import * as tf from '@tensorflow/tfjs-core';
import { engineOf } from './engine.ts';
import type { Recorder } from './recorder.ts';

/** Every optimiser of tfjs counts its updates; the method is not in its types. */
const optimizerPrototype = tf.Optimizer.prototype as unknown as { incrementIterations(this: tf.Optimizer): void };

/**
 * Watches, until the function that is returned is called, what tfjs does without a kernel: making, assigning and disposing
 * tensors and variables, updates of optimisers, and random numbers that differ from call to call.
 */
export function watchEngine(recorder: Recorder): () => void {
  const engine = engineOf();
  const { assign } = tf.Variable.prototype;
  const { makeVariable, track, disposeTensor, disposeVariable, setBackend } = engine;
  const { incrementIterations } = optimizerPrototype;
  const { random } = Math;
  // What debugging would read of every result is not there.
  const flags = (tf.env() as unknown as { flags: Record<string, unknown> }).flags;
  const { DEBUG } = flags;
  flags.DEBUG = false;
  const tracked = new Set<tf.Tensor>();

  tf.Variable.prototype.assign = function (this: tf.Variable, value: tf.Tensor) {
    if (value.dtype !== this.dtype || !tf.util.arraysEqual(value.shape, this.shape))
      throw new TypeError(
        `Variable.assign: the value must be ${this.dtype}[${this.shape}], got ${value.dtype}[${value.shape}]`,
      );
    recorder.assign(this, value);
  } as typeof assign;
  optimizerPrototype.incrementIterations = function (this: tf.Optimizer) {
    recorder.updates.set(this, (recorder.updates.get(this) ?? 0) + 1);
  };
  engine.makeVariable = (value, ...rest) => {
    if (recorder.isInside) throw recorder.refuse('a branch or a step makes a variable; make it outside');
    const variable = makeVariable.call(engine, value, ...rest);
    recorder.created.push({ variable, initial: recorder.idOf(variable) });
    return variable;
  };
  engine.track = (tensor) => {
    tracked.add(tensor);
    return track.call(engine, tensor) as typeof tensor;
  };
  engine.disposeTensor = (tensor) => {
    const owner = engine.state.tensorInfo.get(tensor.dataId)?.backend;
    if (owner && owner !== recorder)
      throw recorder.refuse(
        `the function disposes a tensor of shape [${tensor.shape}] that was made outside of it, and so could be called once only; dispose it outside`,
      );
    disposeTensor.call(engine, tensor);
  };
  engine.disposeVariable = (variable) => {
    if (!recorder.forget(variable))
      throw recorder.refuse(`the function disposes the variable ${variable.name}; dispose it outside`);
    disposeVariable.call(engine, variable);
  };
  engine.setBackend = (name) => {
    throw recorder.refuse(`the function sets the backend ${name}; set it outside`);
  };
  Math.random = () => {
    const op = /(.*)__op$/.exec(engine.state.activeScope?.name ?? '')?.[1] ?? 'Math.random';
    throw recorder.refuse(
      `${op} draws random numbers that would be the same in every call; give it a seed other than 0 if that is meant, or pass the numbers in as an argument, or use randomUniform and randomNormal of this package`,
    );
  };

  return () => {
    tf.Variable.prototype.assign = assign;
    optimizerPrototype.incrementIterations = incrementIterations;
    flags.DEBUG = DEBUG;
    Object.assign(engine, { makeVariable, track, disposeTensor, disposeVariable, setBackend });
    Math.random = random;
    for (const [variable, dataId] of recorder.assigned) variable.dataId = dataId;
    // What tf.tidy leaves: kept tensors, and those that an abandoned gradient tape has kept.
    for (const tensor of tracked) tensor.dispose();
  };
}
