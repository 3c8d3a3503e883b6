/** PyTorch's CPU generator. */
import { MT19937 } from '@mnist1d/random';

export class TorchRandom {
  readonly #bits: MT19937;
  constructor(seed: number) {
    this.#bits = new MT19937(seed);
  }
  uniform(size: number, from: number, to: number): Float32Array {
    const low = Math.fround(from);
    const range = Math.fround(Math.fround(to) - low);
    const out = new Float32Array(size);
    for (let i = 0; i < size; i++) out[i] = (this.#bits.nextUint32() & 0xffffff) * 2 ** -24 * range + low;
    return out;
  }
}
