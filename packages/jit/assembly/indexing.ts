/** Copies rows of a table: `count` indices of 32 bits name them. An index outside of the table is the caller's mistake. */
export function gatherRows(table: usize, rowBytes: i32, indices: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    memory.copy(out, table + <usize>(load<i32>(indices) * rowBytes), rowBytes);
    indices += 4;
    out += rowBytes;
  }
}

/** Where the last index that was out of range is told of: whose it was, the index, and how many there are. Before all else. */
const FAULT: usize = 16;

function tell(fault: i32, index: i32, size: i32): void {
  store<i32>(FAULT, fault);
  store<i32>(FAULT + 4, index);
  store<i32>(FAULT + 8, size);
}

/**
 * out[b, o, i, :] = table[b, o, indices[b, i], :] for a table [batch, outer, size, bytes]; zeros where an index is outside, which
 * is told.
 */
export function gather(batch: i32, outer: i32, size: i32, bytes: i32, table: usize, count: i32, indices: usize, out: usize, fault: i32): void {
  for (let b = 0; b < batch; b++) {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        const index = load<i32>(indices + (<usize>i << 2));
        if (<u32>index >= <u32>size) {
          tell(fault, index, size);
          memory.fill(out, 0, bytes);
        } else if (bytes === 4) store<i32>(out, load<i32>(table + (<usize>index << 2)));
        else memory.copy(out, table + <usize>(index * bytes), bytes);
        out += bytes;
      }
      table += <usize>(size * bytes);
    }
    indices += <usize>count << 2;
  }
}

/** Where the largest (or smallest) element stands along lines of [outer, size, inner]; the first of equal ones. */
export function argExtreme(outer: i32, size: i32, inner: i32, x: usize, out: usize, isFloat: i32, largest: i32): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const line = x + (<usize>(o * size * inner + i) << 2);
      let best = 0;
      for (let k = 1; k < size; k++) {
        const at = line + (<usize>(k * inner) << 2), held = line + (<usize>(best * inner) << 2);
        const better = isFloat
          ? largest ? load<f32>(at) > load<f32>(held) : load<f32>(at) < load<f32>(held)
          : largest ? load<i32>(at) > load<i32>(held) : load<i32>(at) < load<i32>(held);
        if (better) best = k;
      }
      store<i32>(out, best);
      out += 4;
    }
  }
}

/** Adds or multiplies up along a line of `size` elements, `stride` bytes apart. */
@inline
function accumulate<T>(size: i32, stride: i32, x: usize, out: usize, exclusive: i32, reverse: i32, multiply: bool): void {
  let total: T = multiply ? <T>1 : <T>0;
  for (let k = 0; k < size; k++) {
    const at = <usize>((reverse ? size - 1 - k : k) * stride);
    const before = total;
    total = multiply ? <T>(total * load<T>(x + at)) : <T>(total + load<T>(x + at));
    store<T>(out + at, exclusive ? before : total);
  }
}

@inline
function cumulative(outer: i32, size: i32, inner: i32, x: usize, out: usize, isFloat: i32, exclusive: i32, reverse: i32, multiply: bool): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const at = <usize>(o * size * inner + i) << 2;
      if (isFloat) accumulate<f32>(size, inner << 2, x + at, out + at, exclusive, reverse, multiply);
      else accumulate<i32>(size, inner << 2, x + at, out + at, exclusive, reverse, multiply);
    }
  }
}

export function cumulativeSum(outer: i32, size: i32, inner: i32, x: usize, out: usize, isFloat: i32, exclusive: i32, reverse: i32): void {
  cumulative(outer, size, inner, x, out, isFloat, exclusive, reverse, false);
}

export function cumulativeProduct(outer: i32, size: i32, inner: i32, x: usize, out: usize, isFloat: i32, exclusive: i32, reverse: i32): void {
  cumulative(outer, size, inner, x, out, isFloat, exclusive, reverse, true);
}

/** out[segments[i], :] += x[i, :]; rows without a segment are left out. */
export function segmentSum(count: i32, inner: i32, segments: usize, x: usize, numSegments: i32, out: usize, isFloat: i32, fault: i32): void {
  memory.fill(out, 0, <usize>(numSegments * inner) << 2);
  for (let i = 0; i < count; i++) {
    const segment = load<i32>(segments + (<usize>i << 2));
    if (<u32>segment >= <u32>numSegments) {
      if (fault) tell(fault, segment, numSegments);
      continue;
    }
    let from = x + (<usize>(i * inner) << 2), to = out + (<usize>(segment * inner) << 2);
    for (let j = 0; j < inner; j++) {
      if (isFloat) store<f32>(to, load<f32>(to) + load<f32>(from));
      else store<i32>(to, load<i32>(to) + load<i32>(from));
      from += 4;
      to += 4;
    }
  }
}
