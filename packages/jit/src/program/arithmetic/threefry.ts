/**
 * Threefry-2x32 with 20 rounds: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
 * The compiled one is in assembly/random.ts.
 */

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
const PARITY = 0x1bd11bda;

/** The block of two words, 32 signed bits each, that a counter has under a key. */
export function threefry2x32(key: readonly [number, number], counter: readonly [number, number]): [number, number] {
  const keys = [key[0] | 0, key[1] | 0, PARITY ^ key[0] ^ key[1]] as const;
  let x0 = (counter[0] + keys[0]) | 0;
  let x1 = (counter[1] + keys[1]) | 0;
  for (let group = 0; group < 5; group++) {
    for (const rotation of ROTATIONS[(group % 2) as 0 | 1]) {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    }
    x0 = (x0 + keys[((group + 1) % 3) as 0 | 1 | 2]) | 0;
    x1 = (x1 + keys[((group + 2) % 3) as 0 | 1 | 2] + group + 1) | 0;
  }
  return [x0, x1];
}

/** The first `count` words of the blocks (counter0, 0), (counter0, 1), …, two words each, under a key of two words. */
export function threefryWords(key0: number, key1: number, counter0: number, count: number): Uint32Array {
  const words = new Uint32Array(count + (count % 2));
  for (let block = 0; 2 * block < count; block++) words.set(threefry2x32([key0, key1], [counter0, block]), 2 * block);
  return words.subarray(0, count);
}
