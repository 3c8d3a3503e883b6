/**
 * Matrix products in float32 where most of one matrix is known to be zero: B in C = A · B, or all but a few elements of C.
 * Which elements are not is told by lists: those of row r are indices[starts[r] … starts[r + 1]), ascending.
 *
 * The sums are those of the dense kernels without the terms that are zero, in the same order, and so have the same bits.
 */
import { gemmNN, gemmNT, packTransposed4 } from './gemm';
import { ACCUMULATE, BIAS, CACHED, madd, RELU, relu, rowAt, SHORT } from './gemm-parts';

// Constants as type parameters: offsetof<T>().
class One { a: u8; }
class Two { a: u16; }
class Three { a: u16; b: u8; }
class Four { a: u32; }
class Five { a: u32; b: u8; }

/** Vectors of a panel's row at most: as many as V8 keeps in registers together with what they are multiplied by. */
const WIDEST: i32 = 5;

/**
 * N columns of C, for 4 · `Vectors` of its rows, into a panel whose rows are `step` bytes apart. Each term is the address of
 * these rows' elements of A, one behind the other, and the element of B that they are multiplied by.
 */
function columns<Vectors>(N: i32, starts: usize, terms: usize, out: usize, step: usize, flags: i32, bias: usize): void {
  const v = offsetof<Vectors>();
  for (let p = terms; N > 0; N--) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0;
    if (flags & ACCUMULATE) {
      s0 = v128.load(out); if (v > 1) s1 = v128.load(out, 16); if (v > 2) s2 = v128.load(out, 32);
      if (v > 3) s3 = v128.load(out, 48); if (v > 4) s4 = v128.load(out, 64);
    }
    starts += 4;
    const end = terms + (<usize>load<u32>(starts) << 3);
    if (p < end) do {
      const x = <usize>load<u32>(p), y = v128.load32_splat(p, 4);
      s0 = madd(s0, y, v128.load(x)); if (v > 1) s1 = madd(s1, y, v128.load(x, 16)); if (v > 2) s2 = madd(s2, y, v128.load(x, 32));
      if (v > 3) s3 = madd(s3, y, v128.load(x, 48)); if (v > 4) s4 = madd(s4, y, v128.load(x, 64));
      p += 8;
    } while (p < end);
    if (flags & BIAS) {
      const y = v128.load32_splat(bias);
      bias += 4;
      s0 = f32x4.add(s0, y); s1 = f32x4.add(s1, y); s2 = f32x4.add(s2, y); s3 = f32x4.add(s3, y); s4 = f32x4.add(s4, y);
    }
    if (flags & RELU) {
      s0 = relu(s0); s1 = relu(s1); s2 = relu(s2); s3 = relu(s3); s4 = relu(s4);
    }
    v128.store(out, s0); if (v > 1) v128.store(out, s1, 16); if (v > 2) v128.store(out, s2, 32);
    if (v > 3) v128.store(out, s3, 48); if (v > 4) v128.store(out, s4, 64);
    out += step;
  }
}

/** Copies `vectors` · 4 rows of K floats, from row `first` on, into the columns of a panel; the last row stands for those that are missing. */
function pack(vectors: i32, K: i32, first: i32, M: i32, a: usize, group: i32, groupStride: i32, row: i32, panel: usize, step: usize): void {
  for (let r = first; vectors > 0; vectors--) {
    packTransposed4(K, rowAt(a, r, group, groupStride, row), rowAt(a, min(r + 1, M - 1), group, groupStride, row), rowAt(a, min(r + 2, M - 1), group, groupStride, row), rowAt(a, min(r + 3, M - 1), group, groupStride, row), panel, step);
    r += 4; panel += 16;
  }
}

/** The other way round, for N columns, a multiple of 4. */
function unpack(vectors: i32, N: i32, first: i32, M: i32, c: usize, group: i32, groupStride: i32, row: i32, panel: usize, step: usize): void {
  for (let r = first; vectors > 0; vectors--) {
    let c0 = rowAt(c, r, group, groupStride, row), c1 = rowAt(c, min(r + 1, M - 1), group, groupStride, row);
    let c2 = rowAt(c, min(r + 2, M - 1), group, groupStride, row), c3 = rowAt(c, min(r + 3, M - 1), group, groupStride, row);
    let from = panel;
    for (let n = 0; n < N; n += 4) {
      const x0 = v128.load(from), x1 = v128.load(from + step), x2 = v128.load(from + 2 * step), x3 = v128.load(from + 3 * step);
      const t0 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), t1 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
      const t2 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5), t3 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
      v128.store(c0, v128.shuffle<i32>(t0, t2, 0, 1, 4, 5));
      v128.store(c1, v128.shuffle<i32>(t0, t2, 2, 3, 6, 7));
      v128.store(c2, v128.shuffle<i32>(t1, t3, 0, 1, 4, 5));
      v128.store(c3, v128.shuffle<i32>(t1, t3, 2, 3, 6, 7));
      from += 4 * step; c0 += 16; c1 += 16; c2 += 16; c3 += 16;
    }
    r += 4; panel += 16;
  }
}

/**
 * C[M,N] = A[M,K] · B, B's rows `bRow` and its columns `bColumn` bytes apart, one of them 4. The list of column n holds the k of
 * its elements that are not zero. `scratch` holds two floats for each of the indices, and 20 · (K + N) + 16.
 */
export function gemmSparse(M: i32, N: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bRow: i32, bColumn: i32, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32, flags: i32, bias: usize, starts: usize, indices: usize, scratch: usize): void {
  // The columns that the dense kernels have in tiles.
  const tiled = K < SHORT ? N & ~3 : N & ~7;
  const count = <usize>load<u32>(starts + (<usize>tiled << 2));
  const panel = (scratch + (count << 3) + 63) & ~63, out = panel + (<usize>(K * WIDEST) << 4);
  let left = (M + 3) >> 2;
  const most = (left + WIDEST - 1) / WIDEST, step = <usize>((left + most - 1) / most) << 4;
  let p = scratch;
  for (let n = 0; n < tiled; n++) {
    const end = scratch + (<usize>load<u32>(starts + (<usize>n << 2), 4) << 3), column = b + <usize>(n * bColumn);
    for (; p < end; p += 8, indices += 4) {
      const k = load<i32>(indices);
      store<usize>(p, panel + <usize>k * step);
      store<f32>(p, load<f32>(column + <usize>(k * bRow)), 4);
    }
  }
  for (let first = 0; first < M;) {
    // As even as can be.
    const tiles = (left + WIDEST - 1) / WIDEST, vectors = (left + tiles - 1) / tiles;
    pack(vectors, K, first, M, a, aGroup, aGroupStride, aRow, panel, step);
    if (flags & ACCUMULATE) pack(vectors, tiled, first, M, c, cGroup, cGroupStride, cRow, out, step);
    if (vectors == 5) columns<Five>(tiled, starts, scratch, out, step, flags, bias);
    else if (vectors == 4) columns<Four>(tiled, starts, scratch, out, step, flags, bias);
    else if (vectors == 3) columns<Three>(tiled, starts, scratch, out, step, flags, bias);
    else if (vectors == 2) columns<Two>(tiled, starts, scratch, out, step, flags, bias);
    else columns<One>(tiled, starts, scratch, out, step, flags, bias);
    unpack(vectors, tiled, first, M, c, cGroup, cGroupStride, cRow, out, step);
    first += 4 * vectors; left -= vectors;
  }
  if (tiled == N) return;
  b += <usize>(tiled * bColumn); c += <usize>tiled << 2;
  if (flags & BIAS) bias += <usize>tiled << 2;
  if (bColumn == 4) gemmNN(M, N - tiled, K, a, aGroup, aGroupStride, aRow, b, bRow, c, cGroup, cGroupStride, cRow, flags, bias);
  else gemmNT(M, N - tiled, K, a, aGroup, aGroupStride, aRow, b, bColumn, c, cGroup, cGroupStride, cRow, flags, bias, scratch);
}

/** Rows of A and B that one pass over the lists takes: what the lists need of them stays in the cache. */
const DEPTH: i32 = 8;

/** Copies `depth` ≤ 8 rows of B[K,N] into N rows of 8 columns, what is missing filled with a zero. */
function packDeep(N: i32, depth: i32, b: usize, bRow: usize, panel: usize, zero: f32): void {
  for (let n = 0; n < N; n += 4) {
    for (let k = 0; k < DEPTH; k += 4) {
      const from = b + <usize>k * bRow;
      const x0 = k < depth ? v128.load(from) : f32x4.splat(zero), x1 = k + 1 < depth ? v128.load(from + bRow) : f32x4.splat(zero);
      const x2 = k + 2 < depth ? v128.load(from + 2 * bRow) : f32x4.splat(zero), x3 = k + 3 < depth ? v128.load(from + 3 * bRow) : f32x4.splat(zero);
      const t0 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), t1 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
      const t2 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5), t3 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
      const to = panel + (<usize>k << 2);
      v128.store(to, v128.shuffle<i32>(t0, t2, 0, 1, 4, 5));
      v128.store(to, v128.shuffle<i32>(t0, t2, 2, 3, 6, 7), 32);
      v128.store(to, v128.shuffle<i32>(t1, t3, 0, 1, 4, 5), 64);
      v128.store(to, v128.shuffle<i32>(t1, t3, 2, 3, 6, 7), 96);
    }
    b += 16; panel += 128;
  }
}

/** sums + the products of the four floats at y with the lanes of x0 … x3, in turn: lane j gets those of y · xj. */
@inline
function addLanes(sums: v128, y: usize, x0: v128, x1: v128, x2: v128, x3: v128): v128 {
  const t0 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), t1 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
  const t2 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5), t3 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  sums = madd(sums, v128.load32_splat(y), v128.shuffle<i32>(t0, t2, 0, 1, 4, 5));
  sums = madd(sums, v128.load32_splat(y, 4), v128.shuffle<i32>(t0, t2, 2, 3, 6, 7));
  sums = madd(sums, v128.load32_splat(y, 8), v128.shuffle<i32>(t1, t3, 0, 1, 4, 5));
  return madd(sums, v128.load32_splat(y, 12), v128.shuffle<i32>(t1, t3, 2, 3, 6, 7));
}

/**
 * Some elements of C[M,N] = Aᵀ · B with A[K,M], B[K,N]; the others are left as they are. The list of row m holds the n of its
 * elements, the last one repeated until their number is a multiple of 4. `scratch` holds as many floats as there are indices,
 * and 8 · (M + N + 8).
 */
export function gemmSampled(M: i32, N: i32, K: i32, a: usize, aRow: i32, b: usize, bRow: i32, c: usize, cRow: i32, starts: usize, indices: usize, scratch: usize): void {
  gemmPartOfSampled(M, N, K, a, aRow, b, bRow, c, cRow, starts, indices, scratch, M + N);
}

/** Rows of a product whose M + N is `sizes`, `starts` those of their lists. */
export function gemmPartOfSampled(M: i32, N: i32, K: i32, a: usize, aRow: i32, b: usize, bRow: i32, c: usize, cRow: i32, starts: usize, indices: usize, scratch: usize, sizes: i32): void {
  const begin = <usize>load<u32>(starts) << 2, count = <usize>load<u32>(starts + (<usize>M << 2)) << 2;
  const aPanel = (scratch + count + 63) & ~63, bPanel = aPanel + (<usize>((M + 3) & ~3) << 5);
  // As in gemmTN: elements outside of the tiles are sums of the sums of parts.
  const rows = M & ~3, whole = N & ~3, block = rows < M || whole < N ? max(128, CACHED / max(sizes, 1)) : K;
  memory.fill(scratch + begin, 0, count - begin);
  let k = 0;
  do {
    const first = k == 0, last = min(K, k + block);
    for (; k < last; k += DEPTH) {
      const depth = min(last - k, DEPTH);
      // 0 · −0 changes no sum, not even one that is −0.
      packDeep(M, depth, a + <usize>(k * aRow), aRow, aPanel, 0);
      packDeep(N, depth, b + <usize>(k * bRow), bRow, bPanel, -0.0);
      addSampled(M, starts, indices, scratch, aPanel, bPanel);
    }
    k = last;
    let i = begin;
    for (let m = 0; m < M; m++) {
      const end = <usize>load<u32>(starts + (<usize>m << 2), 4) << 2, row = c + <usize>(m * cRow);
      for (let before = -1; i < end; i += 4) {
        const n = load<i32>(indices + i), at = row + (<usize>n << 2);
        let sum = load<f32>(scratch + i);
        if (m >= rows || n >= whole) {
          store<f32>(scratch + i, 0);
          if (n == before) continue;
          if (!first) sum += load<f32>(at);
          before = n;
        }
        store<f32>(at, sum);
      }
    }
  } while (k < K);
}

/** Adds to the sums of all elements what 8 rows of A and B contribute. */
function addSampled(M: i32, starts: usize, indices: usize, sums: usize, a: usize, b: usize): void {
  let i = <usize>load<u32>(starts) << 2;
  for (; M > 0; M--) {
    starts += 4;
    for (const end = <usize>load<u32>(starts) << 2; i < end; i += 16) {
      const x0 = b + (<usize>load<u32>(indices + i) << 5), x1 = b + (<usize>load<u32>(indices + i, 4) << 5);
      const x2 = b + (<usize>load<u32>(indices + i, 8) << 5), x3 = b + (<usize>load<u32>(indices + i, 12) << 5);
      let s = addLanes(v128.load(sums + i), a, v128.load(x0), v128.load(x1), v128.load(x2), v128.load(x3));
      s = addLanes(s, a + 16, v128.load(x0, 16), v128.load(x1, 16), v128.load(x2, 16), v128.load(x3, 16));
      v128.store(sums + i, s);
    }
    a += 32;
  }
}
