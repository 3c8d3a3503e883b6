/** torch.nn.GRU(input_size=1, batch_first=True, bidirectional=True), both directions in one step. */
import {
  add,
  concat,
  matMul,
  mul,
  ones,
  reshape,
  reverse,
  sigmoid,
  split,
  stack,
  sub,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tanh,
  transpose,
  unstack,
  zeros,
} from '@tensorflow/tfjs-core';

/** One direction's parameters: [3H, 1], [3H, H], [3H], [3H], the rows being the gates r, z, n. */
export interface GruDirection {
  readonly weightIh: Tensor2D;
  readonly weightHh: Tensor2D;
  readonly biasIh: Tensor1D;
  readonly biasHh: Tensor1D;
}

/**
 * r = σ(W_ir x + b_ir + W_hr h + b_hr)
 * z = σ(W_iz x + b_iz + W_hz h + b_hz)
 * n = tanh(W_in x + b_in + r ∘ (W_hn h + b_hn))
 * h′ = (1 − z) ∘ n + z ∘ h
 *
 * The state is [2, H, batch]: the forward direction at time t and the reverse one at time T − 1 − t; so a step is one
 * batched product for both directions, its gates [2, 3H, batch]. The input's share of all steps is computed before the
 * loop. Eager tfjs spends its time per kernel, so the loop has as few of them as the equations allow.
 *
 * @param x [batch, T]
 * @returns [T · 2H, batch], rows ordered by time, direction, unit
 */
export function bidirectionalGru(
  x: Tensor2D,
  { forward, reverse: backward }: { readonly forward: GruDirection; readonly reverse: GruDirection },
): Tensor2D {
  const [batch, length] = x.shape;
  const hidden = forward.weightHh.shape[1];
  const both = (name: keyof GruDirection) => stack([forward[name], backward[name]]);

  const weightHh = both('weightHh') as Tensor3D;
  const column = (biases: keyof GruDirection): Tensor3D => reshape(both(biases), [2, 3 * hidden, 1]);
  const [biasHhRz, biasHhN] = split(column('biasHh'), [2 * hidden, hidden], 1) as [Tensor3D, Tensor3D];
  // Repeated once: adding a column to a matrix is slow on the cpu backend, and the gradient of tf.tile many kernels.
  const biasN: Tensor3D = add(biasHhN, zeros([2, hidden, batch]));

  // At each step the inputs of both directions, each with a 1 for the biases to multiply: [T, 2, 2, batch]
  const times = reshape(transpose(x), [length, 1, batch]);
  const one = ones([length, 1, batch]);
  const sequences: Tensor4D = reshape(concat([times, one, reverse(times, 0), one], 1), [length, 2, 2, batch]);
  const biases: Tensor3D = add(column('biasIh'), concat([biasHhRz, zeros([2, hidden, 1])], 1));
  const weightIh: Tensor3D = concat([both('weightIh') as Tensor3D, biases], 2);
  // tf.matMul would repeat the weights by itself, but then its gradient has the wrong shape.
  const inputs: Tensor4D = matMul(stack(Array<Tensor3D>(length).fill(weightIh)) as Tensor4D, sequences);

  const gates = (sum: Tensor3D) => split(sum, [2 * hidden, hidden], 1) as [Tensor3D, Tensor3D];
  let h: Tensor3D = zeros([2, hidden, batch]);
  // The gradient of tf.unstack fails where there is only one.
  const steps = length === 1 ? [reshape(inputs, [2, 3 * hidden, batch])] : (unstack(inputs) as Tensor3D[]);
  const states = (steps as Tensor3D[]).map((input) => {
    const [inputRz, inputN] = gates(input);
    const [hiddenRz, hiddenN] = gates(matMul(weightHh, h));
    const [r, z] = split(sigmoid(add(inputRz, hiddenRz)), 2, 1) as [Tensor3D, Tensor3D];
    const n = tanh(add(inputN, mul(r, add(hiddenN, biasN)))) as Tensor3D;
    h = add(n, mul(z, sub(h, n)));
    return h;
  });

  // Each direction's states in order of time, [T · 2, H, batch]
  const halves = states.map((state) => split(state, 2) as [Tensor3D, Tensor3D]);
  const ordered = halves.flatMap(([ahead], t) => [ahead, (halves[length - 1 - t] as [Tensor3D, Tensor3D])[1]]);
  return reshape(concat(ordered, 0), [length * 2 * hidden, batch]);
}
