/** Meta-learning: the gradient of the mean loss of an inner training with respect to what it is trained with. */
import { TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { jit, type Numerics, type ScanStep, scan } from '../../src/index.ts';
import { crossEntropy } from '../experiments.ts';
import { parametersOf } from './layers.ts';
import { oneHotOf, randomRows } from './rows.ts';
import type { Runner } from './workload.ts';

type Carry = { readonly [name: string]: tf.Tensor };

/** An inner training, and which of its losses count. */
export interface InnerTraining<C extends Carry, X extends Carry> {
  readonly step: ScanStep<C, X, tf.Tensor>;
  readonly carry: C;
  /** The batches, and what is random in the steps, drawn anew for every outer step. */
  readonly xs: () => X;
  /** The weight of each step's loss in what is differentiated. */
  readonly weights: tf.Tensor1D;
  /** What the gradient is wanted for. */
  readonly meta: keyof C & string;
}

/** Parameters of a network of two linear layers, as one vector; PyTorch's order. */
interface FlatMlp {
  readonly params: tf.Tensor1D;
  apply(params: tf.Tensor1D, x: tf.Tensor2D, activation: (z: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D;
}

type Layers = [w1: tf.Tensor2D, b1: tf.Tensor1D, w2: tf.Tensor2D, b2: tf.Tensor1D];

function flatMlp(inputs: number, hidden: number, outputs: number, seed: number): FlatMlp {
  const layers = [
    { name: '1', in: inputs, out: hidden },
    { name: '2', in: hidden, out: outputs },
  ];
  const parts = Object.values(parametersOf(layers, seed));
  const sizes = parts.map(({ size }) => size);
  return {
    params: tf.concat(parts.map((part) => tf.reshape(part, [-1]))) as tf.Tensor1D,
    apply(params, x, activation) {
      const vectors: tf.Tensor[] = tf.split(params, sizes);
      const layers = vectors.map((vector, i): tf.Tensor => tf.reshape(vector, parts[i]?.shape as number[]));
      const [w1, b1, w2, b2] = layers as Layers;
      const h = activation(tf.add(tf.matMul(x, w1, false, true), b1));
      return tf.add(tf.matMul(h, w2, false, true), b2);
    },
  };
}

/** Batches of `batchSize` rows for each of `steps` steps, over and over, [steps, batchSize, …]. */
function batches(rows: number, batchSize: number, steps: number): { x: tf.Tensor3D; oneHot: tf.Tensor3D } {
  const { x, labels } = randomRows(rows);
  const order = Int32Array.from({ length: steps * batchSize }, (_, i) => i % rows);
  const perStep = (table: tf.Tensor2D): tf.Tensor3D =>
    tf.reshape(tf.gather(table, order), [steps, batchSize, table.shape[1]]);
  return { x: perStep(x), oneHot: perStep(oneHotOf(labels)) };
}

/** The learning rate of gradient descent, itself learned. */
export function learnedRate(steps = 200, rows = 4000, batchSize = 50) {
  const { params, apply } = flatMlp(40, 50, 10, 4);
  const xs = batches(rows, batchSize, steps);
  const step = (
    { p, rate }: { p: tf.Tensor1D; rate: tf.Scalar },
    { x, oneHot }: { x: tf.Tensor; oneHot: tf.Tensor },
  ) => {
    const loss = (q: tf.Tensor) =>
      crossEntropy(apply(q as tf.Tensor1D, x as tf.Tensor2D, tf.tanh), oneHot as tf.Tensor2D);
    const { value, grad } = tf.valueAndGrad(loss)(p);
    return { carry: { p: tf.sub(p, tf.mul(rate, grad)) as tf.Tensor1D, rate }, y: value as tf.Scalar };
  };
  return {
    step,
    carry: { p: params, rate: tf.scalar(0.5) },
    xs: () => xs,
    weights: tf.fill([steps], 1 / steps) as tf.Tensor1D,
    meta: 'rate' as const,
  };
}

/** An activation function elu(z) + 0.2 · MLP(z), its MLP learned; noise is added to it and inside it, and RMSprop trains. */
export function learnedActivation({
  steps = 301,
  counted = 200,
  rows = 8000,
  batchSize = 100,
  hidden = 128,
  width = 100,
} = {}) {
  const network = flatMlp(40, hidden, 10, 5);
  const learned = flatMlp(1, width, 1, 6);
  const table = batches(rows, batchSize, steps);
  const random = new TorchRandom(7);
  type X = { x: tf.Tensor; oneHot: tf.Tensor; noise: tf.Tensor; innerNoise: tf.Tensor };
  type C = { p: tf.Tensor1D; square: tf.Tensor1D; activation: tf.Tensor1D };

  const step = ({ p, square, activation }: C, { x, oneHot, noise, innerNoise }: X) => {
    const activate = (z: tf.Tensor2D) => {
      const inner = learned.apply(
        activation,
        tf.reshape(z, [z.size, 1]),
        (v) => tf.add(tf.tanh(v), innerNoise) as tf.Tensor2D,
      );
      const sum = tf.add(elu(z), tf.mul(0.2, tf.reshape(inner, z.shape)));
      return tf.add(sum, noise) as tf.Tensor2D;
    };
    const loss = (q: tf.Tensor) =>
      crossEntropy(network.apply(q as tf.Tensor1D, x as tf.Tensor2D, activate), oneHot as tf.Tensor2D);
    const { value, grad } = tf.valueAndGrad(loss)(p);
    const next = tf.add(tf.mul(0.4, square), tf.mul(0.6, tf.square(grad))) as tf.Tensor1D;
    const update = tf.div(tf.mul(1e-2, grad), tf.add(tf.sqrt(next), 1e-8));
    return { carry: { p: tf.sub(p, update) as tf.Tensor1D, square: next, activation }, y: value as tf.Scalar };
  };
  const uniform = (n: number) => tf.tensor(random.uniform(steps * n, -0.1, 0.1), [steps, 1, n]);
  return {
    step,
    carry: { p: network.params, square: tf.onesLike(network.params), activation: learned.params },
    // One noise vector for all rows of a batch, drawn anew in every forward pass.
    xs: () => ({ ...table, noise: uniform(hidden), innerNoise: uniform(width) }),
    weights: tf.tensor1d(Float32Array.from({ length: steps }, (_, i) => (i < steps - counted ? 0 : 1 / counted))),
    meta: 'activation' as const,
  };
}

/** tf.elu has no second gradient. */
function elu(z: tf.Tensor): tf.Tensor {
  return tf.sub(tf.add(tf.relu(z), tf.exp(tf.neg(tf.relu(tf.neg(z))))), 1);
}

/** An outer step: the inner training, forwards and backwards. */
export function metaGradient<C extends Carry, X extends Carry>(
  { step, carry, xs, weights, meta }: InnerTraining<C, X>,
  steps = weights.size,
  numerics?: Numerics,
): Float32Array {
  let gradient = new Float32Array();
  tf.tidy(() => {
    const { vjp } = scan(step, carry, firstSteps(xs(), steps), { numerics });
    const cotangents = vjp({ ys: tf.slice(weights, [0], [steps]) });
    gradient = at(cotangents.carry, meta).dataSync<'float32'>().slice();
  });
  return gradient;
}

export function scanRunner<C extends Carry, X extends Carry>(
  training: InnerTraining<C, X>,
  numerics?: Numerics,
): Runner {
  // Compiling takes the same time for any number of steps.
  metaGradient(training, 2, numerics);
  const { step, carry } = training;
  // As scan records it: the gradient of the sum of ⟨output, cotangent⟩.
  const pullback = (c: C, x: X, cotangents: C) => {
    const keys = Object.keys(c);
    const inner = (...tensors: tf.Tensor[]) => {
      const next = step(Object.fromEntries(keys.map((key, i) => [key, tensors[i]])) as C, x);
      return tf.addN([
        next.y,
        ...keys.map((key) => tf.sum(tf.mul(at(next.carry, key), at(cotangents, key)))),
      ]) as tf.Scalar;
    };
    return tf.grads(inner)(Object.values(c));
  };
  return {
    async run(steps) {
      for (let i = 0; i < steps; i++) metaGradient(training, undefined, numerics);
    },
    profile() {
      const x = mapTensors(training.xs(), (rows) => tf.squeeze(tf.slice(rows, 0, 1), [0]));
      return {
        'inner step': jit(step, { numerics }).profile(carry, x),
        'its vector-Jacobian product': jit(pullback, { numerics }).profile(carry, x, carry),
      };
    },
  };
}

/** Rows of the first steps; the same tensors where those are all, which are then not copied again. */
function firstSteps<X extends Carry>(xs: X, steps: number): X {
  return mapTensors(xs, (rows) => (rows.shape[0] === steps ? rows : tf.slice(rows, 0, steps)));
}

function mapTensors<X extends Carry>(tensors: X, fn: (tensor: tf.Tensor) => tf.Tensor): X {
  return Object.fromEntries(Object.entries(tensors).map(([key, tensor]) => [key, fn(tensor)])) as X;
}

const at = (tensors: Carry, key: string) => tensors[key] as tf.Tensor;
