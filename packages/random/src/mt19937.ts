/** The Mersenne Twister of Matsumoto and Nishimura (1998), the generator behind numpy.random.RandomState and torch.Generator. */

const N = 624;
const M = 397;

/** A stream of 32-bit integers from one integer seed. Both NumPy (legacy) and PyTorch seed it with init_genrand. */
export class MT19937 {
  readonly #state = new Uint32Array(N);
  #next = N;

  /** @param seed an integer in 0 … 2³²−1; the callers check it */
  constructor(seed: number) {
    const state = this.#state;
    let word = seed >>> 0;
    state[0] = word;
    for (let i = 1; i < N; i++) {
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i) >>> 0;
      state[i] = word;
    }
  }

  /** The next output, an integer in 0 … 2³²−1. */
  nextUint32(): number {
    if (this.#next === N) this.#twist();
    let y = this.#state[this.#next++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const s = this.#state;
    for (let i = 0; i < N; i++) {
      const y = ((s[i] as number) & 0x80000000) | ((s[i + 1 < N ? i + 1 : 0] as number) & 0x7fffffff);
      s[i] = (s[i + M < N ? i + M : i + M - N] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}
