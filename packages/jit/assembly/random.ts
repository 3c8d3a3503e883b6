/** Random bits: Threefry-2x32 with 20 rounds (Salmon et al., 2011), four blocks at a time. By hand: src/program/arithmetic/threefry.ts. */

// @ts-ignore: decorator
@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(v128.shl<i32>(x, by), v128.shr<u32>(x, 32 - by));
}

/**
 * The first `count` words of the blocks (counter0, 0), (counter0, 1), …, two words each, without their last `drop` bits.
 */
function fill(key0: i32, key1: i32, counter0: i32, out: usize, count: i32, drop: i32): void {
  const start = i32x4.splat(counter0 + key0);
  let block = i32x4(0, 1, 2, 3);
  for (let done = 0; done < count; done += 8) {
    let k0 = i32x4.splat(key0);
    let k1 = i32x4.splat(key1);
    let k2 = i32x4.splat(0x1bd11bda ^ key0 ^ key1);
    let x0 = start;
    let x1 = i32x4.add(block, k1);
    for (let group = 0; group < 5; group++) {
      const isOdd = group % 2 == 1;
      x0 = i32x4.add(x0, x1);
      x1 = v128.xor(rotate(x1, isOdd ? 17 : 13), x0);
      x0 = i32x4.add(x0, x1);
      x1 = v128.xor(rotate(x1, isOdd ? 29 : 15), x0);
      x0 = i32x4.add(x0, x1);
      x1 = v128.xor(rotate(x1, isOdd ? 16 : 26), x0);
      x0 = i32x4.add(x0, x1);
      x1 = v128.xor(rotate(x1, isOdd ? 24 : 6), x0);
      const used = k0;
      k0 = k1;
      k1 = k2;
      k2 = used;
      x0 = i32x4.add(x0, k0);
      x1 = i32x4.add(i32x4.add(x1, k1), i32x4.splat(group + 1));
    }
    const first = v128.shr<u32>(v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), drop);
    const second = v128.shr<u32>(v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), drop);
    const left = count - done;
    if (left >= 8) {
      v128.store(out, first);
      v128.store(out, second, 16);
    } else {
      storeSome(out, first, left);
      if (left > 4) storeSome(out + 16, second, left - 4);
    }
    out += 32;
    block = i32x4.add(block, i32x4.splat(4));
  }
}

/** Stores the first `count` lanes, four at most. */
function storeSome(out: usize, lanes: v128, count: i32): void {
  for (let i = 0; i < min(count, 4); i++) {
    store<i32>(out, i32x4.extract_lane(lanes, 0));
    lanes = v128.shuffle<i32>(lanes, lanes, 1, 2, 3, 0);
    out += 4;
  }
}

/** Words of 32 bits. */
export function threefry(key0: i32, key1: i32, counter0: i32, out: usize, count: i32): void {
  fill(key0, key1, counter0, out, count, 0);
}

/** Words of 24 bits, which float32 holds exactly; the counter is read from memory. */
export function threefryAt(key0: i32, key1: i32, counter: usize, out: usize, count: i32): void {
  fill(key0, key1, load<i32>(counter), out, count, 8);
}
