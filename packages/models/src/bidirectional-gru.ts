/** torch.nn.GRU(input_size=1, batch_first=True, bidirectional=True), both directions in one step. */
import {
  add,
  concat,
  matMul,
  mul,
  ones,
  pad,
  reshape,
  reverse,
  sigmoid,
  split,
  stack,
  sub,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tanh,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { timeSteps } from './time-steps.ts';

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
 * The state is one matrix [2H, batch] that holds the forward direction at time t above the reverse one at time T − 1 − t,
 * and the gates are its multiples [3 · 2H, batch], gate by gate. So a step is one matrix product for both directions,
 * and to part the gates is to cut blocks of memory, which costs nothing (with units innermost, cutting takes the cpu
 * backend longer than all else). The input's share of all steps is computed before the loop. Eager tfjs spends its time
 * per kernel, so the loop has as few of them as the equations allow.
 *
 * @param x [batch, T]
 * @returns [batch, T · 2H], columns ordered by time, direction, unit
 */
export function bidirectionalGru(
  x: Tensor2D,
  { forward, reverse: backward }: { readonly forward: GruDirection; readonly reverse: GruDirection },
): Tensor2D {
  const [batch, length] = x.shape;
  const hidden = forward.weightHh.shape[1];
  const both = 2 * hidden;

  const weightHh = blockDiagonal(forward.weightHh, backward.weightHh);
  const biasHh = interleave(forward.biasHh, backward.biasHh);
  const [biasHhRz, biasHhN] = split(biasHh, [2 * both, both]) as [Tensor2D, Tensor2D];
  // Repeated once: adding a column to a matrix is slow on the cpu backend, and the gradient of tf.tile many kernels.
  const biasN: Tensor2D = add(biasHhN, zeros([both, batch]));

  // At each step the inputs of both directions, and a 1 for the biases to multiply: [T, 3, batch]
  const times = reshape(transpose(x), [length, 1, batch]);
  const sequences = concat([times, reverse(times, 0), ones([length, 1, batch])], 1);
  const biasIh: Tensor2D = add(
    interleave(forward.biasIh, backward.biasIh),
    pad(biasHhRz, [
      [0, both],
      [0, 0],
    ]),
  );
  const weightIh: Tensor2D = concat([blockDiagonal(forward.weightIh, backward.weightIh), biasIh], 1);
  // tf.matMul would repeat the weights by itself, but then its gradient has the wrong shape.
  const inputs: Tensor3D = matMul(stack(Array<Tensor2D>(length).fill(weightIh)) as Tensor3D, sequences);

  let h: Tensor2D = zeros([both, batch]);
  const states = timeSteps(inputs).map((input) => {
    const [inputRz, inputN] = split(input, [2 * both, both]) as [Tensor2D, Tensor2D];
    const [hiddenRz, hiddenN] = split(matMul(weightHh, h), [2 * both, both]) as [Tensor2D, Tensor2D];
    const [r, z] = split(sigmoid(add(inputRz, hiddenRz)), 2) as [Tensor2D, Tensor2D];
    const n = tanh(add(inputN, mul(r, add(hiddenN, biasN)))) as Tensor2D;
    h = add(n, mul(z, sub(h, n)));
    return h;
  });

  // Each direction's states in order of time, [T, H, batch]
  const halves = states.map((state) => split(state, 2) as [Tensor2D, Tensor2D]);
  const ordered = halves.flatMap(([ahead], t) => [ahead, (halves[length - 1 - t] as [Tensor2D, Tensor2D])[1]]);
  return transpose(concat(ordered, 0));
}

/** [3 · n, k] of each direction → [3 · 2n, 2k]: gate by gate, one direction's rows above the other's, in columns of their own. */
function blockDiagonal(forward: Tensor2D, backward: Tensor2D): Tensor2D {
  const [rows, columns] = forward.shape;
  const left = reshape(
    pad(forward, [
      [0, 0],
      [0, columns],
    ]),
    [3, rows / 3, 2 * columns],
  );
  const right = reshape(
    pad(backward, [
      [0, 0],
      [columns, 0],
    ]),
    [3, rows / 3, 2 * columns],
  );
  return reshape(concat([left, right], 1), [2 * rows, 2 * columns]);
}

/** [3 · n] of each direction → [3 · 2n, 1], gate by gate. */
function interleave(forward: Tensor1D, backward: Tensor1D): Tensor2D {
  const rows = forward.shape[0];
  return reshape(concat([reshape(forward, [3, rows / 3]), reshape(backward, [3, rows / 3])], 1), [2 * rows, 1]);
}
