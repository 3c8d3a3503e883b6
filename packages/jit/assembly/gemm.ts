/**
 * Matrix products in float32, C = A · B and with one operand transposed. A tile of 4 rows by 8 columns of C stays in
 * registers; larger ones spill, for V8 moves the loads of a block to its front. Columns left over are dot products along K.
 *
 * Rows are addressed in two levels, so that the windows of a convolution are the rows of a matrix without a copy:
 * row r stands at base + (r / group) · groupStride + (r mod group) · rowStride, all strides in bytes.
 *
 * Up to 12 bytes behind a row of A or B are read, and not used. The order of additions depends on the sizes alone.
 */
import { ACCUMULATE, BIAS, CACHED, CAPACITY, Eight, Four, One, RELU, ROW_BIAS, SHORT, Two, madd, relu, rowAt, workspace } from './gemm-parts';

/**
 * A tile of 4 rows by 8 or 4 columns: A's rows at a0 … a3, B's `bStep` bytes apart, C's at c0 … c3, the row biases at
 * bias0 … bias3; a bias for all rows at bias0.
 */
@inline
function tile<Columns>(K: i32, a0: usize, a1: usize, a2: usize, a3: usize, b: usize, bStep: usize, c0: usize, c1: usize, c2: usize, c3: usize, flags: i32, bias0: usize, bias1: usize, bias2: usize, bias3: usize): void {
  const wide = offsetof<Columns>() > 4;
  let s00 = f32x4.splat(0), s10 = s00, s20 = s00, s30 = s00, s01 = s00, s11 = s00, s21 = s00, s31 = s00;
  if (flags & ACCUMULATE) {
    s00 = v128.load(c0); s10 = v128.load(c1); s20 = v128.load(c2); s30 = v128.load(c3);
    if (wide) { s01 = v128.load(c0, 16); s11 = v128.load(c1, 16); s21 = v128.load(c2, 16); s31 = v128.load(c3, 16); }
  }
  const last = a0 + (<usize>(K - 1) << 2);
  if (K > 0) do {
    let x0 = v128.load(b), x1 = wide ? v128.load(b, 16) : x0;
    let y = v128.load32_splat(a0);
    s00 = madd(s00, y, x0); if (wide) s01 = madd(s01, y, x1);
    y = v128.load32_splat(a1);
    s10 = madd(s10, y, x0); if (wide) s11 = madd(s11, y, x1);
    y = v128.load32_splat(a2);
    s20 = madd(s20, y, x0); if (wide) s21 = madd(s21, y, x1);
    y = v128.load32_splat(a3);
    s30 = madd(s30, y, x0); if (wide) s31 = madd(s31, y, x1);
    // For odd K; it also keeps V8 from loading what both steps need at once.
    if (a0 == last) break;
    x0 = v128.load(b + bStep); if (wide) x1 = v128.load(b + bStep, 16);
    y = v128.load32_splat(a0, 4);
    s00 = madd(s00, y, x0); if (wide) s01 = madd(s01, y, x1);
    y = v128.load32_splat(a1, 4);
    s10 = madd(s10, y, x0); if (wide) s11 = madd(s11, y, x1);
    y = v128.load32_splat(a2, 4);
    s20 = madd(s20, y, x0); if (wide) s21 = madd(s21, y, x1);
    y = v128.load32_splat(a3, 4);
    s30 = madd(s30, y, x0); if (wide) s31 = madd(s31, y, x1);
    a0 += 8; a1 += 8; a2 += 8; a3 += 8; b += 2 * bStep;
  } while (a0 <= last);
  // Behind the sum, where PyTorch adds it.
  if (flags & BIAS) {
    const x0 = v128.load(bias0), x1 = wide ? v128.load(bias0, 16) : x0;
    s00 = f32x4.add(s00, x0); s10 = f32x4.add(s10, x0); s20 = f32x4.add(s20, x0); s30 = f32x4.add(s30, x0);
    if (wide) { s01 = f32x4.add(s01, x1); s11 = f32x4.add(s11, x1); s21 = f32x4.add(s21, x1); s31 = f32x4.add(s31, x1); }
  } else if (flags & ROW_BIAS) {
    const y0 = v128.load32_splat(bias0), y1 = v128.load32_splat(bias1), y2 = v128.load32_splat(bias2), y3 = v128.load32_splat(bias3);
    s00 = f32x4.add(s00, y0); s10 = f32x4.add(s10, y1); s20 = f32x4.add(s20, y2); s30 = f32x4.add(s30, y3);
    if (wide) { s01 = f32x4.add(s01, y0); s11 = f32x4.add(s11, y1); s21 = f32x4.add(s21, y2); s31 = f32x4.add(s31, y3); }
  }
  if (flags & RELU) {
    s00 = relu(s00); s10 = relu(s10); s20 = relu(s20); s30 = relu(s30);
    if (wide) { s01 = relu(s01); s11 = relu(s11); s21 = relu(s21); s31 = relu(s31); }
  }
  v128.store(c0, s00); if (wide) v128.store(c0, s01, 16);
  v128.store(c1, s10); if (wide) v128.store(c1, s11, 16);
  v128.store(c2, s20); if (wide) v128.store(c2, s21, 16);
  v128.store(c3, s30); if (wide) v128.store(c3, s31, 16);
}

/** The sums of the lanes of four vectors. */
@inline
function laneSums(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const t = f32x4.add(v128.shuffle<i32>(s0, s1, 0, 4, 1, 5), v128.shuffle<i32>(s0, s1, 2, 6, 3, 7));
  const u = f32x4.add(v128.shuffle<i32>(s2, s3, 0, 4, 1, 5), v128.shuffle<i32>(s2, s3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i32>(t, u, 0, 1, 4, 5), v128.shuffle<i32>(t, u, 2, 3, 6, 7));
}

/** Stores a column of a tile, given its products' sums. */
@inline
function storeColumn(sums: v128, c0: usize, c1: usize, c2: usize, c3: usize, flags: i32, bias0: usize, bias1: usize, bias2: usize, bias3: usize): void {
  if (flags & (ACCUMULATE | ROW_BIAS)) {
    const own = (flags & ACCUMULATE) != 0;
    let start = v128.load32_zero(own ? c0 : bias0);
    start = v128.load32_lane(own ? c1 : bias1, start, 1);
    start = v128.load32_lane(own ? c2 : bias2, start, 2);
    sums = f32x4.add(sums, v128.load32_lane(own ? c3 : bias3, start, 3));
  } else if (flags & BIAS) sums = f32x4.add(sums, v128.load32_splat(bias0));
  if (flags & RELU) sums = relu(sums);
  v128.store32_lane(c0, sums, 0);
  v128.store32_lane(c1, sums, 1);
  v128.store32_lane(c2, sums, 2);
  v128.store32_lane(c3, sums, 3);
}

/** A tile of 4 rows by 2 columns or 1, as dot products along K; B's columns are contiguous, `bStep` bytes apart. */
@inline
function dots<Columns>(K: i32, a0: usize, a1: usize, a2: usize, a3: usize, b: usize, bStep: usize, c0: usize, c1: usize, c2: usize, c3: usize, flags: i32, bias0: usize, bias1: usize, bias2: usize, bias3: usize): void {
  const pair = offsetof<Columns>() > 1;
  let s00 = f32x4.splat(0), s10 = s00, s20 = s00, s30 = s00, s01 = s00, s11 = s00, s21 = s00, s31 = s00;
  const end = a0 + (<usize>(K & ~3) << 2);
  while (a0 < end) {
    const x0 = v128.load(b), x1 = pair ? v128.load(b + bStep) : x0;
    let y = v128.load(a0);
    s00 = madd(s00, y, x0); if (pair) s01 = madd(s01, y, x1);
    y = v128.load(a1);
    s10 = madd(s10, y, x0); if (pair) s11 = madd(s11, y, x1);
    y = v128.load(a2);
    s20 = madd(s20, y, x0); if (pair) s21 = madd(s21, y, x1);
    y = v128.load(a3);
    s30 = madd(s30, y, x0); if (pair) s31 = madd(s31, y, x1);
    a0 += 16; a1 += 16; a2 += 16; a3 += 16; b += 16;
  }
  if (K & 3) {
    // Both factors are cleared, for what stands behind a row may be NaN.
    const valid = i32x4.gt_s(i32x4.splat(K & 3), i32x4(0, 1, 2, 3));
    const x0 = v128.and(v128.load(b), valid), x1 = pair ? v128.and(v128.load(b + bStep), valid) : x0;
    let y = v128.and(v128.load(a0), valid);
    s00 = madd(s00, y, x0); if (pair) s01 = madd(s01, y, x1);
    y = v128.and(v128.load(a1), valid);
    s10 = madd(s10, y, x0); if (pair) s11 = madd(s11, y, x1);
    y = v128.and(v128.load(a2), valid);
    s20 = madd(s20, y, x0); if (pair) s21 = madd(s21, y, x1);
    y = v128.and(v128.load(a3), valid);
    s30 = madd(s30, y, x0); if (pair) s31 = madd(s31, y, x1);
  }
  storeColumn(laneSums(s00, s10, s20, s30), c0, c1, c2, c3, flags, bias0, bias1, bias2, bias3);
  if (pair) {
    const next: usize = flags & BIAS ? 4 : 0;
    storeColumn(laneSums(s01, s11, s21, s31), c0 + 4, c1 + 4, c2 + 4, c3 + 4, flags, bias0 + next, bias1, bias2, bias3);
  }
}

/**
 * Some columns of C, by tiles (8 or 4 columns; B's rows are `bStep` bytes apart) or by dot products (2 or 1; B's columns are
 * contiguous and `bStep` bytes apart). Of 8 columns, `count` tiles side by side. In the last tile, the last row stands for
 * those that are missing.
 */
function strip<Columns>(count: i32, M: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bStep: usize, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32, flags: i32, bias: usize): void {
  const width: usize = 4 * offsetof<Columns>();
  // The places of the tile's first row: addresses, and rows within the groups.
  let a0 = a, c0 = c, aIn = 0, cIn = 0;
  const biasRow: usize = flags & ROW_BIAS ? 4 : 0;
  for (let r = 0; r < M; r += 4) {
    let a1: usize, a2: usize, a3: usize, aNext: usize, c1: usize, c2: usize, c3: usize, cNext: usize;
    let bias0 = bias + <usize>r * biasRow, bias1 = bias0 + biasRow, bias2 = bias1 + biasRow, bias3 = bias2 + biasRow;
    if (r + 4 < M && aIn + 4 < aGroup && cIn + 4 < cGroup) {
      a1 = a0 + aRow; a2 = a1 + aRow; a3 = a2 + aRow; aNext = a3 + aRow;
      c1 = c0 + cRow; c2 = c1 + cRow; c3 = c2 + cRow; cNext = c3 + cRow;
      aIn += 4; cIn += 4;
    } else {
      const r1 = min(r + 1, M - 1), r2 = min(r + 2, M - 1), r3 = min(r + 3, M - 1);
      a1 = rowAt(a, r1, aGroup, aGroupStride, aRow); c1 = rowAt(c, r1, cGroup, cGroupStride, cRow);
      a2 = rowAt(a, r2, aGroup, aGroupStride, aRow); c2 = rowAt(c, r2, cGroup, cGroupStride, cRow);
      a3 = rowAt(a, r3, aGroup, aGroupStride, aRow); c3 = rowAt(c, r3, cGroup, cGroupStride, cRow);
      aNext = rowAt(a, r + 4, aGroup, aGroupStride, aRow); cNext = rowAt(c, r + 4, cGroup, cGroupStride, cRow);
      aIn = (r + 4) % aGroup; cIn = (r + 4) % cGroup;
      bias1 = bias + <usize>r1 * biasRow; bias2 = bias + <usize>r2 * biasRow; bias3 = bias + <usize>r3 * biasRow;
    }
    if (width == 32) {
      let panel = b;
      for (let left = count; left > 0; left--) {
        tile<Columns>(K, a0, a1, a2, a3, panel, bStep, c0, c1, c2, c3, flags, bias0, bias1, bias2, bias3);
        panel += width;
        c0 += width; c1 += width; c2 += width; c3 += width;
        if (flags & BIAS) bias0 += width;
      }
    } else if (width == 16) tile<Columns>(K, a0, a1, a2, a3, b, bStep, c0, c1, c2, c3, flags, bias0, bias1, bias2, bias3);
    else dots<Columns>(K, a0, a1, a2, a3, b, bStep, c0, c1, c2, c3, flags, bias0, bias1, bias2, bias3);
    a0 = aNext; c0 = cNext;
  }
}

/** The strip of `count` · `width` columns. */
function anyStrip(width: i32, count: i32, M: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bStep: usize, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32, flags: i32, bias: usize): void {
  if (width == 8) strip<Eight>(count, M, K, a, aGroup, aGroupStride, aRow, b, bStep, c, cGroup, cGroupStride, cRow, flags, bias);
  else if (width == 4) strip<Four>(1, M, K, a, aGroup, aGroupStride, aRow, b, bStep, c, cGroup, cGroupStride, cRow, flags, bias);
  else if (width == 2) strip<Two>(1, M, K, a, aGroup, aGroupStride, aRow, b, bStep, c, cGroup, cGroupStride, cRow, flags, bias);
  else strip<One>(1, M, K, a, aGroup, aGroupStride, aRow, b, bStep, c, cGroup, cGroupStride, cRow, flags, bias);
}

/** How many of `left` columns one strip takes. */
@inline
function widthOf(left: i32, K: i32): i32 {
  return left >= 8 ? 8 : left >= 4 && K < SHORT ? 4 : left >= 2 ? 2 : 1;
}

/** How many panels of B, 8 of `left` columns wide, have a place side by side in `room` floats; at least one. */
@inline
function panels(left: i32, K: i32, room: i32): i32 {
  return min(left >> 3, max(room / (8 * max(K, 1)), 1));
}

/** C[M,N] = A[M,K] · B[K,N], B's rows `bRow` bytes apart. */
export function gemmNN(M: i32, N: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bRow: i32, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32, flags: i32, bias: usize): void {
  const biasColumn = flags & BIAS ? 4 : 0;
  const tiled = K < SHORT ? N & ~3 : N & ~7;
  for (let n = 0; n < tiled;) {
    const width = widthOf(N - n, K), count = width == 8 ? panels(N - n, K, CACHED) : 1;
    anyStrip(width, count, M, K, a, aGroup, aGroupStride, aRow, b + (<usize>n << 2), bRow, c + (<usize>n << 2), cGroup, cGroupStride, cRow, flags, bias + <usize>(n * biasColumn));
    n += count * width;
  }
  if (tiled == N) return;
  // Dot products want B's columns contiguous: as much of them at a time as there is memory for.
  const block = N - tiled > 1 ? CAPACITY >> 1 : CAPACITY;
  let k = 0;
  do {
    const depth = min(K - k, block);
    const part = (k ? ACCUMULATE : flags & ~RELU) | (k + depth < K ? 0 : flags & RELU);
    for (let n = tiled; n < N;) {
      const width = widthOf(N - n, K);
      for (let j = 0; j < width; j++) {
        const from = b + <usize>(k * bRow + ((n + j) << 2)), to = workspace + <usize>(j * block << 2);
        for (let i = 0; i < depth; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + <usize>(i * bRow)));
      }
      anyStrip(width, 1, M, depth, a + (<usize>k << 2), aGroup, aGroupStride, aRow, workspace, <usize>block << 2, c + (<usize>n << 2), cGroup, cGroupStride, cRow, part, bias + <usize>(n * biasColumn));
      n += width;
    }
    k += depth;
  } while (k < K);
}

/** Copies 4 rows of K floats into 4 columns of a panel with rows of `step` bytes. */
export function packTransposed4(K: i32, row0: usize, row1: usize, row2: usize, row3: usize, panel: usize, step: usize): void {
  let k = 0;
  for (; k + 4 <= K; k += 4) {
    const r0 = v128.load(row0), r1 = v128.load(row1), r2 = v128.load(row2), r3 = v128.load(row3);
    const t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const t2 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(panel, v128.shuffle<i32>(t0, t2, 0, 1, 4, 5)); panel += step;
    v128.store(panel, v128.shuffle<i32>(t0, t2, 2, 3, 6, 7)); panel += step;
    v128.store(panel, v128.shuffle<i32>(t1, t3, 0, 1, 4, 5)); panel += step;
    v128.store(panel, v128.shuffle<i32>(t1, t3, 2, 3, 6, 7)); panel += step;
    row0 += 16; row1 += 16; row2 += 16; row3 += 16;
  }
  for (; k < K; k++) {
    store<f32>(panel, load<f32>(row0)); store<f32>(panel, load<f32>(row1), 4);
    store<f32>(panel, load<f32>(row2), 8); store<f32>(panel, load<f32>(row3), 12);
    panel += step; row0 += 4; row1 += 4; row2 += 4; row3 += 4;
  }
}

/** C[M,N] = A[M,K] · B[N,K]ᵀ. `scratch` holds a panel of 8 · K floats. */
export function gemmNT(M: i32, N: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bRow: i32, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32, flags: i32, bias: usize, scratch: usize): void {
  const biasColumn = flags & BIAS ? 4 : 0;
  for (let n = 0; n < N;) {
    const widest = widthOf(N - n, K);
    // For a single tile of rows, panels do not pay.
    const width = M <= 4 ? min(widest, 2) : widest;
    const count = width == 8 ? panels(N - n, K, CAPACITY) : 1;
    let from = b + <usize>(n * bRow), step: usize = bRow;
    if (width >= 4) {
      const panel = count > 1 ? workspace : scratch;
      step = (count * width) << 2;
      for (let j = 0; j < count * width; j += 4) {
        const row = from + <usize>(j * bRow);
        packTransposed4(K, row, row + bRow, row + 2 * bRow, row + 3 * bRow, panel + (<usize>j << 2), step);
      }
      from = panel;
    }
    anyStrip(width, count, M, K, a, aGroup, aGroupStride, aRow, from, step, c + (<usize>n << 2), cGroup, cGroupStride, cRow, flags, bias + <usize>(n * biasColumn));
    n += count * width;
  }
}
