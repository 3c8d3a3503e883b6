/** The accuracy of a classifier over many samples. */
import { createModel } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { compileLoop, type Numerics } from '../../src/index.ts';
import { randomRows } from './rows.ts';
import type { Runner } from './workload.ts';

/** Rows per step of the loop, so that what a layer writes is still in the cache when the next one reads it. */
const BATCH = 250;

export function evaluation(rows = 5000, numerics?: Numerics): Runner & { accuracy(): number } {
  const model = createModel('cnn');
  const start = { params: model.init(0), correct: tf.scalar(0, 'int32') };
  const loop = compileLoop({
    state: start,
    data: randomRows(rows),
    batchSize: BATCH,
    numerics,
    step({ params, correct }, { x, labels }) {
      const hits = tf.equal(tf.argMax(model.apply(params, x), 1), labels);
      return { state: { params, correct: tf.add(correct, tf.sum(tf.cast(hits, 'int32'))) as tf.Scalar } };
    },
  });
  const accuracy = () => {
    const state = loop.read();
    const [hits] = state.correct.dataSync<'int32'>();
    tf.dispose(state);
    return (hits as number) / rows;
  };
  return {
    accuracy,
    async run(evaluations) {
      for (let i = 0; i < evaluations; i++) {
        loop.write(start, 0);
        await loop.run(rows / BATCH);
        accuracy();
      }
    },
    profile: () => ({ [`${BATCH} rows`]: loop.profile() }),
  };
}
