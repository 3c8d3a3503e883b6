/** The inner training of Figure 7: a small network with any activation function, noise on its hidden units, RMSprop. */
import { makeDataset } from '@mnist1d/dataset';
import { jit, scan } from '@mnist1d/jit';
import { TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from './cross-entropy.ts';
import { judge } from './evaluate.ts';
import type { JsonObject } from './experiment.ts';
import { flatMlp } from './flat-mlp.ts';
import { innerBatches } from './inner-batches.ts';

/** What the inner training is. */
export interface ActivationTraining extends JsonObject {
  /** Of the initial weights: those of the activation function's network are drawn first, then the others. */
  readonly seed: number;
  readonly hiddenSize: number;
  /** Hidden units of the network that is the learned activation function. */
  readonly activationSize: number;
  readonly innerSteps: number;
  /** The last steps whose losses count. */
  readonly countedSteps: number;
  readonly innerBatchSize: number;
  readonly innerLearningRate: number;
  /** Of the mean square. */
  readonly decay: number;
  /** Hidden units get noise from U(−noise, noise): one number per unit and forward pass, from the same seed in every training. */
  readonly noise: number;
  readonly numSamples: number;
  /** Test rows for the accuracy, the first ones. */
  readonly testRows: number;
}

/** What an activation function is given besides its input [rows, units]. */
interface ActivationContext {
  /** Parameters of the learned function. */
  readonly learned: tf.Tensor;
  /** Noise for the hidden units of the learned function, [1, activationSize]. */
  readonly innerNoise: tf.Tensor;
}

export type Activation = (z: tf.Tensor2D, context: ActivationContext) => tf.Tensor2D;

/** What a training yields. */
export interface Trained {
  /** Of every step, in nats. */
  readonly losses: readonly number[];
  /** Of the counted steps. */
  readonly meanLoss: number;
  /** Percent, on the first test rows. */
  readonly testAccuracy: number;
  /** Of `meanLoss`, with respect to the learned function's parameters; where it was asked for. */
  readonly gradient?: Float32Array;
}

/**
 * Prepares the training; its noise, batches and initial weights are the same each time.
 *
 * @param hasInnerNoise whether the activation draws noise of its own
 */
export function activationTraining(spec: ActivationTraining, activation: Activation, hasInnerNoise: boolean) {
  const { seed, hiddenSize, activationSize, innerSteps, countedSteps, innerBatchSize, testRows } = spec;
  const data = makeDataset({ numSamples: spec.numSamples });
  const network = flatMlp(data.length, hiddenSize, data.numClasses);
  const weights = new TorchRandom(seed);
  const initialActivation = learnedFunction(activationSize).init(weights);
  const initial = network.init(weights);

  const noise = drawNoise(spec, hasInnerNoise);
  const xs = { ...innerBatches(data, innerSteps, innerBatchSize), ...noise.training };
  const test = {
    x: tf.tensor2d(Float32Array.from(data.xTest.subarray(0, testRows * data.length)), [testRows, data.length]),
    y: tf.tensor1d(data.yTest.slice(0, testRows), 'int32'),
    ...noise.test,
  };
  const counted = tf.tensor1d(
    Float32Array.from({ length: innerSteps }, (_, i) => (i < innerSteps - countedSteps ? 0 : 1 / countedSteps)),
  );
  const shared = [...Object.values(xs), ...Object.values(test), counted];

  type Noise = { readonly outer: tf.Tensor; readonly inner: tf.Tensor };
  const forward = (params: tf.Tensor, learned: tf.Tensor, x: tf.Tensor, { outer, inner }: Noise) =>
    network.apply(params, x as tf.Tensor2D, (z) => tf.add(activation(z, { learned, innerNoise: inner }), outer));
  type Carry = { params: tf.Tensor; square: tf.Tensor; learned: tf.Tensor };
  const step = (
    { params, square, learned }: Carry,
    { x, oneHot, ...drawn }: { x: tf.Tensor; oneHot: tf.Tensor } & Noise,
  ) => {
    const loss = (p: tf.Tensor) => crossEntropy(forward(p, learned, x, drawn), oneHot as tf.Tensor2D);
    const { value, grad } = tf.valueAndGrad(loss)(params);
    const next: tf.Tensor = tf.add(tf.mul(spec.decay, square), tf.mul(1 - spec.decay, tf.square(grad)));
    const update = tf.div(tf.mul(spec.innerLearningRate, grad), tf.add(tf.sqrt(next), 1e-8));
    return {
      carry: { params: tf.sub(params, update), square: next, learned } as Carry,
      y: value as tf.Tensor,
    };
  };
  const judgeTest = jit((params: tf.Tensor, learned: tf.Tensor, { x, y, outer, inner }: typeof test) =>
    judge(forward(params, learned, x, { outer, inner }), y),
  );

  return {
    initialActivation,
    /** Trains the network from its initial weights with the learned function's parameters as they are given. */
    train(learned: Float32Array, { withGradient = false } = {}): Trained {
      tf.engine().startScope();
      try {
        const params = tf.tensor1d(initial);
        const { carry, ys, vjp } = scan(
          step,
          { params, square: tf.onesLike(params), learned: tf.tensor1d(learned) } as Carry,
          xs,
        );
        const losses = Array.from(ys.dataSync());
        const judged = judgeTest(carry.params, carry.learned, test).dataSync<'float32'>();
        const labels = test.y.dataSync<'int32'>();
        const correct = labels.reduce((sum, label, i) => sum + (judged[2 * i + 1] === label ? 1 : 0), 0);
        return {
          losses,
          meanLoss: losses.slice(-countedSteps).reduce((sum, loss) => sum + loss, 0) / countedSteps,
          testAccuracy: (100 * correct) / testRows,
          ...(withGradient && { gradient: vjp({ ys: counted }).carry.learned.dataSync<'float32'>().slice() }),
        };
      } finally {
        tf.engine().endScope();
      }
    },
    dispose() {
      judgeTest.dispose();
      tf.dispose(shared);
    },
  };
}

/** The learned function, ELU(z) + 0.2 × MLP(z): a network from one unit to one, tanh, its parameters one vector. */
export function learnedFunction(size: number) {
  const network = flatMlp(1, size, 1);
  return {
    init: network.init,
    /** @param noise on its hidden units, [1, size] */
    apply(learned: tf.Tensor, z: tf.Tensor2D, noise?: tf.Tensor): tf.Tensor2D {
      const inner = network.apply(learned, tf.reshape(z, [z.size, 1]), (v) =>
        noise ? tf.add(tf.tanh(v), noise) : tf.tanh(v),
      );
      return tf.add(elu(z), tf.mul(0.2, tf.reshape(inner, z.shape)));
    },
  };
}

/** The exponential linear unit. tf.elu has no second gradient. */
export function elu<T extends tf.Tensor>(z: T): T {
  return tf.add(tf.relu(z), tf.sub(tf.exp(tf.neg(tf.relu(tf.neg(z)))), 1));
}

/** As the paper's code draws it: for each forward pass the learned function's, if there is any, then the network's. */
function drawNoise({ hiddenSize, activationSize, innerSteps, noise }: ActivationTraining, hasInnerNoise: boolean) {
  const random = new TorchRandom(0);
  const amplitude = Math.fround(noise);
  const draw = (count: number) =>
    random.rand(count).map((u) => Math.fround(amplitude * Math.fround(Math.fround(2 * u) - 1)));
  const passes = innerSteps + 1;
  const inner = new Float32Array(passes * activationSize);
  const outer = new Float32Array(passes * hiddenSize);
  for (let pass = 0; pass < passes; pass++) {
    if (hasInnerNoise) inner.set(draw(activationSize), pass * activationSize);
    outer.set(draw(hiddenSize), pass * hiddenSize);
  }
  const first = (all: Float32Array, size: number) =>
    tf.tensor3d(all.subarray(0, innerSteps * size), [innerSteps, 1, size]);
  const last = (all: Float32Array, size: number) => tf.tensor2d(all.slice(innerSteps * size), [1, size]);
  return {
    training: { inner: first(inner, activationSize), outer: first(outer, hiddenSize) },
    test: { inner: last(inner, activationSize), outer: last(outer, hiddenSize) },
  };
}
