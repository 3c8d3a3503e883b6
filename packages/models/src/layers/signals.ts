/** Signals on their way through a network: [time, batch, channels], what comes before and what behind. */
import { mean, reshape, slice, type Tensor2D, type Tensor3D, transpose } from '@tensorflow/tfjs-core';

/** Rows as signals of one channel: [batch, time] → [time, batch, 1]. */
export function toSignal(x: Tensor2D): Tensor3D {
  return reshape(transpose(x), [x.shape[1], x.shape[0], 1]);
}

/** The mean over time, PyTorch's `h.mean(-1)`: [time, batch, channels] → [batch, channels]. */
export function globalAveragePool(h: Tensor3D): Tensor2D {
  return mean(h, 0);
}

/** The last time step, PyTorch's `h[:, :, -1]`: [time, batch, channels] → [batch, channels]. */
export function lastTimeStep(h: Tensor3D): Tensor2D {
  const [length, batch, channels] = h.shape;
  return reshape(slice(h, [length - 1, 0, 0], [1, batch, channels]), [batch, channels]);
}

/** PyTorch's layout: [time, batch, channels] → [batch, channels, time]. */
export function channelsFirst(h: Tensor3D): Tensor3D {
  return transpose(h, [1, 2, 0]);
}

/** All of a signal in the order of PyTorch's `h.flatten(1)`: [time, batch, channels] → [batch, channels · time]. */
export function flattenSignal(h: Tensor3D): Tensor2D {
  const [length, batch, channels] = h.shape;
  return reshape(channelsFirst(h), [batch, channels * length]);
}
