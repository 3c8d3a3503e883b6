/** The Mersenne Twister of Matsumoto and Nishimura (1998), the generator behind numpy.random.RandomState and torch.Generator. */

const N = 624;
const M = 397;

/**
 * Where all generators make their next outputs: x[i + N] from x[i], x[i + 1] and x[i + M], and these tempered. An engine
 * compiles the loop a quarter faster for arrays that it knows at compile time than for those of an instance.
 */
const recurrence = new Int32Array(2 * N);
const tempered = new Int32Array(N);

/**
 * A stream of 32-bit integers from one integer seed. Both NumPy (legacy) and PyTorch seed it with init_genrand. Outputs are
 * made 624 at a time; loops that draw very many may take them from `outputs` and advance `next` themselves.
 */
export class MT19937 {
  /** The outputs of the present state as signed integers; those from `next` on are not yet given out. */
  readonly outputs = new Int32Array(N);
  next = N;
  private readonly state = new Int32Array(N);

  /** @param seed an integer in 0 … 2³²−1; the callers check it */
  constructor(seed: number) {
    const state = this.state;
    let word = seed | 0;
    state[0] = word;
    for (let i = 1; i < N; i++) {
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i) | 0;
      state[i] = word;
    }
  }

  /** The next output, an integer in 0 … 2³²−1. */
  nextUint32(): number {
    if (this.next === N) this.refill();
    return (this.outputs[this.next++] as number) >>> 0;
  }

  /** The next 53-bit double in [0, 1), from two outputs, as genrand_res53. */
  nextDouble(): number {
    const upper = this.nextUint32() >>> 5;
    return (upper * 67108864 + (this.nextUint32() >>> 6)) * 2 ** -53;
  }

  /** Makes the next 624 outputs. */
  refill(): void {
    const x = recurrence;
    x.set(this.state);
    let word = x[0] as number;
    for (let i = 0; i < N; i++) {
      const following = x[i + 1] as number;
      const mixed = (word & 0x80000000) | (following & 0x7fffffff);
      let y = (x[i + M] as number) ^ (mixed >>> 1) ^ Math.imul(following & 1, 0x9908b0df);
      x[i + N] = y;
      word = following;
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      tempered[i] = y ^ (y >>> 18);
    }
    this.state.set(x.subarray(N));
    this.outputs.set(tempered);
    this.next = 0;
  }
}
