/** PyTorch's CPU random generator. */
import { checkInteger, show } from '@mnist1d/checks';
import { MT19937 } from '@mnist1d/random';
import { checkSeed } from '../check-arguments.ts';
import { boxMuller16 } from './box-muller-float32.ts';
import { boxMuller } from './box-muller-float64.ts';
import { fusedMultiplyAdd } from './fused-multiply-add.ts';

/**
 * The stream of `torch.Generator` on the CPU: the same seed and the same calls give the bits of PyTorch 1.13 on an x86
 * processor with AVX2. A shape is given as its number of elements, for PyTorch fills a tensor in row-major order.
 *
 * @example
 * ```ts
 * const random = new TorchRandom(42); // torch.manual_seed(42)
 * random.rand(3); // torch.rand(3)
 * random.randperm(4000); // torch.randperm(4000)
 * ```
 */
export class TorchRandom {
  #bits: MT19937;
  /** The second number of the last Box–Muller pair, which the scalar path keeps for its next call. */
  #nextNormal: number | undefined;

  /**
   * @param seed an integer in 0 … 2³²−1, as in `torch.manual_seed(seed)`
   * @throws RangeError or TypeError on any other
   */
  constructor(seed: number) {
    checkSeed('TorchRandom', seed);
    this.#bits = new MT19937(seed);
  }

  /** Starts the stream of `seed` (an integer in 0 … 2³²−1), as `torch.manual_seed`. */
  manualSeed(seed: number): this {
    checkSeed('TorchRandom.manualSeed', seed);
    this.#bits = new MT19937(seed);
    this.#nextNormal = undefined;
    return this;
  }

  /**
   * `torch.rand(size)`: uniform in [0, 1), multiples of 2⁻²⁴.
   *
   * @param size a number of elements, 0 or more
   */
  rand(size: number): Float32Array {
    checkSize('rand', 'size', size);
    return this.#uniform(size);
  }

  /**
   * `torch.empty(size).uniform_(from, to)`: uniform in [from, to), or `to` itself where rounding gives it.
   *
   * @param from finite, at most `to`
   * @param to finite; `to − from` must be a finite float32 too
   */
  uniform(size: number, from: number, to: number): Float32Array {
    checkSize('uniform', 'size', size);
    const low = Math.fround(from);
    const range = Math.fround(Math.fround(to) - low);
    if (!(from <= to) || !Number.isFinite(range)) {
      const rule = 'from and to must be finite numbers with from ≤ to and a difference within float32';
      throw new RangeError(`TorchRandom.uniform: ${rule}, got ${show(from)} and ${show(to)}`);
    }
    return this.#uniform(size).map((u) => fusedMultiplyAdd(u, range, low));
  }

  /**
   * `torch.randn(size)`: standard normal.
   *
   * PyTorch draws fewer than 16 numbers one by one in double precision, and keeps the second number of a pair for the
   * next such call. From 16 on it works in float32 on blocks of 16, and an incomplete last block is drawn anew together
   * with as many numbers before it as make it 16.
   */
  randn(size: number): Float32Array {
    checkSize('randn', 'size', size);
    if (size < 16) return Float32Array.from({ length: size }, () => this.#normal());
    const values = this.#uniform(size);
    for (let start = 0; start + 16 <= size; start += 16) boxMuller16(values, start);
    if (size % 16 !== 0) {
      values.set(this.#uniform(16), size - 16);
      boxMuller16(values, size - 16);
    }
    return values;
  }

  /** `torch.randperm(n)`: the numbers 0 … n − 1 in random order. */
  randperm(n: number): Int32Array {
    checkSize('randperm', 'n', n);
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = 0; i < n - 1; i++) {
      const j = i + (this.#bits.nextUint32() % (n - i));
      const kept = order[i] as number;
      order[i] = order[j] as number;
      order[j] = kept;
    }
    return order;
  }

  /**
   * `torch.randint(low, high, (size,))`: integers in low … high − 1.
   *
   * @param low at least −2³¹
   * @param high over `low`, at most 2³¹, and less than low + 2³²
   */
  randint(low: number, high: number, size: number): Int32Array {
    checkInteger('TorchRandom.randint', 'low', low, -(2 ** 31), 2 ** 31 - 1);
    checkInteger('TorchRandom.randint', 'high', high, low + 1, Math.min(2 ** 31, low + 2 ** 32 - 1));
    checkSize('randint', 'size', size);
    return Int32Array.from({ length: size }, () => low + (this.#bits.nextUint32() % (high - low)));
  }

  /** `torch.empty((), dtype=torch.int64).random_()`: a whole number in 0 … 2⁶³ − 1. */
  random(): bigint {
    const high = BigInt(this.#bits.nextUint32() & 0x7fffffff);
    return (high << 32n) | BigInt(this.#bits.nextUint32());
  }

  #uniform(size: number): Float32Array {
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = (this.#bits.nextUint32() & 0xffffff) * 2 ** -24;
    return values;
  }

  #normal(): number {
    const kept = this.#nextNormal;
    if (kept !== undefined) {
      this.#nextNormal = undefined;
      return kept;
    }
    const [value, next] = boxMuller(this.#uniform53(), this.#uniform53());
    this.#nextNormal = next;
    return value;
  }

  /** A double in [0, 1): the low 53 bits of two outputs, the first being the high word. */
  #uniform53(): number {
    const high = this.#bits.nextUint32() & 0x1fffff;
    return (high * 2 ** 32 + this.#bits.nextUint32()) * 2 ** -53;
  }
}

function checkSize(method: string, name: string, value: number): void {
  checkInteger(`TorchRandom.${method}`, name, value, 0, 2 ** 31 - 1);
}
