/** numpy.random.RandomState, NumPy's legacy generator: the same numbers from the same seed. */
import { checkNumber } from '@mnist1d/checks';
import { log, MT19937 } from '@mnist1d/random';
import { checkWholeNumber } from '../check-whole-number.ts';

const CLASS = 'RandomState';

/** A list that can be shuffled in place. */
export interface MutableList<T> {
  readonly length: number;
  [index: number]: T;
}

/**
 * The stream of random numbers of `numpy.random.RandomState(seed)`: MT19937, 53-bit doubles, the polar method for Gaussians
 * with its cached second value, masked rejection for integers, Fisher–Yates from the end. Every method without `size`
 * returns one value, with `size` an array of that many.
 */
export class RandomState {
  readonly #bits: MT19937;
  readonly #pair = new Float64Array(2);
  #hasSecond = false;

  /**
   * @param seed an integer in 0 … 2³²−1
   * @throws RangeError or TypeError on another seed
   */
  constructor(seed: number) {
    checkWholeNumber(CLASS, 'seed', seed, 0, 0xffffffff);
    this.#bits = new MT19937(seed);
  }

  /** Uniform doubles in [0, 1). */
  randomSample(): number;
  randomSample(size: number): Float64Array;
  randomSample(size?: number): number | Float64Array {
    return this.#fill(size, () => this.#bits.nextDouble());
  }

  /** Standard Gaussians. */
  randn(): number;
  randn(size: number): Float64Array;
  randn(size?: number): number | Float64Array {
    return this.#fill(size, () => this.#gauss());
  }

  /** Gaussians with mean `loc` and standard deviation `scale`. */
  normal(loc?: number, scale?: number): number;
  normal(loc: number, scale: number, size: number): Float64Array;
  normal(loc = 0, scale = 1, size?: number): number | Float64Array {
    checkNumber(CLASS, 'scale', scale, 0);
    return this.#fill(size, () => loc + scale * this.#gauss());
  }

  /** Uniform doubles in [low, high). */
  uniform(low?: number, high?: number): number;
  uniform(low: number, high: number, size: number): Float64Array;
  uniform(low = 0, high = 1, size?: number): number | Float64Array {
    return this.#fill(size, () => low + (high - low) * this.#bits.nextDouble());
  }

  /** Integers in low … high − 1, or in 0 … low − 1 where there is no `high`; at most 2³² different ones. */
  randint(low: number, high?: number): number;
  randint(low: number, high: number | undefined, size: number): Float64Array;
  randint(low: number, high?: number, size?: number): number | Float64Array {
    const [from, to] = high === undefined ? [0, low] : [low, high];
    checkWholeNumber(CLASS, 'low', from);
    checkWholeNumber(CLASS, 'high', to, from + 1, from + 2 ** 32);
    return this.#fill(size, () => from + this.#interval(to - from - 1));
  }

  /** Elements of a list, or integers in 0 … n − 1, with replacement. */
  choice(n: number): number;
  choice<T>(list: ArrayLike<T>): T;
  choice(n: number, size: number): Float64Array;
  choice<T>(list: ArrayLike<T>, size: number): T[];
  choice<T>(from: number | ArrayLike<T>, size?: number): number | Float64Array | T | T[] {
    const n = typeof from === 'number' ? from : from.length;
    const drawn = this.randint(n, undefined, size as number) as number | Float64Array;
    if (typeof from === 'number') return drawn;
    return typeof drawn === 'number' ? (from[drawn] as T) : Array.from(drawn, (i) => from[i] as T);
  }

  /** The integers 0 … n − 1, or a copy of a list, in random order. */
  permutation(n: number): Int32Array;
  permutation<T>(list: ArrayLike<T>): T[];
  permutation<T>(from: number | ArrayLike<T>): Int32Array | T[] {
    if (typeof from !== 'number') {
      const copy = Array.from(from);
      this.shuffle(copy);
      return copy;
    }
    checkWholeNumber(CLASS, 'size', from, 0);
    const order = new Int32Array(from);
    for (let i = 0; i < from; i++) order[i] = i;
    this.shuffle(order);
    return order;
  }

  /** Puts an array or typed array into random order, in place. */
  shuffle<T>(list: MutableList<T>): void {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.#interval(i);
      const value = list[i] as T;
      list[i] = list[j] as T;
      list[j] = value;
    }
  }

  /** Fills `out` with standard Gaussians, as `randn(out.length)`. */
  fillNormal(out: Float64Array): void {
    const first = this.#hasSecond && out.length > 0 ? 1 : 0;
    if (first) out[0] = this.#gauss();
    const end = out.length - ((out.length - first) % 2);
    this.#fillPairs(out, first, end);
    if (end < out.length) out[end] = this.#gauss();
  }

  /** One Gaussian; the second of its pair is for the next call. */
  #gauss(): number {
    this.#hasSecond = !this.#hasSecond;
    if (this.#hasSecond) this.#fillPairs(this.#pair, 0, 2);
    return this.#pair[this.#hasSecond ? 0 : 1] as number;
  }

  /**
   * Pairs of Gaussians by Marsaglia's polar method. First the points in the unit disc, then the logarithms and roots: so the
   * processor overlaps them. (The disc's centre, which the method leaves out, is a chance of 2⁻¹⁰⁶.)
   */
  #fillPairs(out: Float64Array, first: number, end: number): void {
    const bits = this.#bits;
    const outputs = bits.outputs;
    let at = bits.next;
    for (let i = first; i < end; ) {
      let x: number;
      let y: number;
      if (at + 4 <= outputs.length) {
        x = (((outputs[at] as number) >>> 5) * 67108864 + ((outputs[at + 1] as number) >>> 6)) * 2 ** -52 - 1;
        y = (((outputs[at + 2] as number) >>> 5) * 67108864 + ((outputs[at + 3] as number) >>> 6)) * 2 ** -52 - 1;
        at += 4;
      } else {
        bits.next = at;
        x = 2 * bits.nextDouble() - 1;
        y = 2 * bits.nextDouble() - 1;
        at = bits.next;
      }
      out[i] = y;
      out[i + 1] = x;
      // Without a branch, which would be mispredicted: the integer part is 0 in the disc, 1 or 2 outside.
      i += 2 & (((x * x + y * y) | 0) - 1);
    }
    bits.next = at;
    pointsToGaussians(out, first, end);
  }

  /** An integer in 0 … max: outputs under the smallest mask that holds max, until one is not above it. */
  #interval(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = (this.#bits.nextUint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  #fill(size: number | undefined, draw: () => number): number | Float64Array {
    if (size === undefined) return draw();
    checkWholeNumber(CLASS, 'size', size, 0);
    const values = new Float64Array(size);
    for (let i = 0; i < size; i++) values[i] = draw();
    return values;
  }
}

function pointsToGaussians(points: Float64Array, first: number, end: number): void {
  for (let i = first; i < end; i += 2) {
    const y = points[i] as number;
    const x = points[i + 1] as number;
    const square = x * x + y * y;
    const factor = Math.sqrt((-2 * log(square)) / square);
    points[i] = factor * y;
    points[i + 1] = factor * x;
  }
}
