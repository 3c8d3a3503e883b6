/** The inner training of Figure 7: a small network with any activation function, noise on its hidden units, RMSprop. */
import { makeDataset } from '@mnist1d/dataset';
import { jit, scan } from '@mnist1d/jit';
import { TorchRandom } from '@mnist1d/models';
import type { SpecOf } from '@mnist1d/results';
import type { metalearnActivationKind } from '@mnist1d/results/kinds/metalearn-activation';
import * as tf from '@tensorflow/tfjs-core';
import type { RunContext } from '../../running/experiment.ts';
import { innerBatches } from '../../training/batches/inner-batches.ts';
import { judge } from '../../training/evaluate.ts';
import { flatMlp } from '../../training/flat-mlp.ts';
import { crossEntropy } from '../../training/losses.ts';

/** What the inner training is. */
export type ActivationTraining = Omit<SpecOf<typeof metalearnActivationKind, 'baseline'>, 'kind' | 'activation'>;

/** The same, and the class of arithmetic. */
export type ComputedTraining = ActivationTraining & Pick<RunContext, 'numerics'>;

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
 * Prepares the training; its noise and batches are the same each time. The numbers are drawn as the paper's code draws them:
 * a learned function's parameters before the network's first weights; the network's weights of every later training by the
 * generator of the noise, as one training leaves it, after one more look at the learned function.
 *
 * @param isLearned whether the activation is a learned function, which has parameters and noise of its own
 */
export function activationTraining(spec: ComputedTraining, activation: Activation, isLearned: boolean) {
  const { seed, hiddenSize, activationSize, innerSteps, countedSteps, innerBatchSize, testRows, numerics } = spec;
  const data = makeDataset({ numSamples: spec.numSamples });
  const network = flatMlp(data.length, hiddenSize, data.numClasses);
  const weights = new TorchRandom(seed);
  const initialActivation = isLearned ? learnedFunction(activationSize).init(weights) : new Float32Array(1);
  const first = network.init(weights);

  const { random, ...noise } = drawNoise(spec, isLearned);
  // The look at the learned function draws noise, too.
  random.rand(activationSize);
  const later = network.init(random);
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
  const judgeTest = jit(
    (params: tf.Tensor, learned: tf.Tensor, { x, y, outer, inner }: typeof test) =>
      judge(forward(params, learned, x, { outer, inner }), y),
    { numerics },
  );

  return {
    initialActivation,
    /** Trains the network with the learned function's parameters as they are given; `index` is how many trainings went before. */
    train(learned: Float32Array, { index = 0, withGradient = false } = {}): Trained {
      tf.engine().startScope();
      try {
        const params = tf.tensor1d(index === 0 ? first : later);
        const { carry, ys, vjp } = scan(
          step,
          { params, square: tf.onesLike(params), learned: tf.tensor1d(learned) } as Carry,
          xs,
          { numerics },
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

/**
 * The noise of one training, for each forward pass first the learned function's, if there is one, then the network's. The
 * network is evaluated after every update but the first, each time with noise of its own; the last of them is the test's.
 */
function drawNoise({ seed, hiddenSize, activationSize, innerSteps, noise }: ActivationTraining, isLearned: boolean) {
  const random = new TorchRandom(seed);
  const amplitude = Math.fround(noise);
  const draw = (count: number) =>
    random.rand(count).map((u) => Math.fround(amplitude * Math.fround(Math.fround(2 * u) - 1)));
  const pass = () => ({
    inner: isLearned ? draw(activationSize) : new Float32Array(activationSize),
    outer: draw(hiddenSize),
  });
  const inner = new Float32Array(innerSteps * activationSize);
  const outer = new Float32Array(innerSteps * hiddenSize);
  let test = { inner: new Float32Array(activationSize), outer: new Float32Array(hiddenSize) };
  for (let step = 0; step < innerSteps; step++) {
    const drawn = pass();
    inner.set(drawn.inner, step * activationSize);
    outer.set(drawn.outer, step * hiddenSize);
    if (step > 0 || innerSteps === 1) test = pass();
  }
  return {
    training: {
      inner: tf.tensor3d(inner, [innerSteps, 1, activationSize]),
      outer: tf.tensor3d(outer, [innerSteps, 1, hiddenSize]),
    },
    test: { inner: tf.tensor2d(test.inner, [1, activationSize]), outer: tf.tensor2d(test.outer, [1, hiddenSize]) },
    random,
  };
}
