/** What the benchmark runs: a compiled program, with everything that an experiment does around it. */
import * as tf from '@tensorflow/tfjs-core';
import {
  type CompiledLoop,
  compileLoop,
  type LoopOptions,
  type Numerics,
  type Profile,
  type Tensors,
} from '../../src/index.ts';

/** A workload, traced and compiled. */
export interface Runner {
  /** Carries out that many steps. */
  run(steps: number): Promise<unknown>;
  /** Where the time of a step goes: its compiled parts by name. */
  profile(): Readonly<Record<string, Profile>>;
}

/** Compiles a training loop whose batches follow one another, as the data have them. */
export function loopRunner<S extends Tensors, D extends Tensors>(
  options: LoopOptions<S, D>,
  numerics?: Numerics,
): Runner {
  const loop: CompiledLoop<S> = compileLoop({ ...options, numerics });
  return { run: (steps) => loop.run(steps), profile: () => ({ step: loop.profile() }) };
}

/** As many steps of a training loop in eager tfjs, on the active backend; returns their losses. */
export async function runEagerly<S extends Tensors, D extends Record<string, tf.Tensor>>(
  { state, data, batchSize = 100, step }: LoopOptions<S, D>,
  steps: number,
): Promise<number[]> {
  const losses: number[] = [];
  let current = state;
  for (let i = 0; i < steps; i++) {
    const next = tf.tidy(() => {
      const batch = Object.entries(data ?? {}).map(([name, table]) => {
        const first = (i * batchSize) % (table.shape[0] as number);
        return [name, tf.slice(table, [first], [batchSize])];
      });
      return step(current, Object.fromEntries(batch), tf.scalar(i, 'int32')) as unknown as tf.TensorContainer;
    }) as unknown as ReturnType<typeof step>;
    if (next.loss) losses.push(...(await next.loss.data()));
    next.loss?.dispose();
    if (current !== state) tf.dispose(current as tf.TensorContainer);
    current = next.state;
  }
  if (current !== state) tf.dispose(current as tf.TensorContainer);
  return losses;
}
