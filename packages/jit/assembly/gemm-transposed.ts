/** Matrix products whose left operand is transposed, in float32: C = Aᵀ · B, as the gradients of weights are. */
import { ACCUMULATE, BIAS, CACHED, Four, One, RELU, ROW_BIAS, Three, Two, madd, relu, workspace } from './gemm-parts';

/**
 * A tile of Aᵀ · B: per k, 1 to 4 neighbours in A's row and 1 to 3 vectors in B's, in all at most 8 products. Flags are for
 * 4 rows.
 */
@inline
function tileT<Rows, Vectors>(groups: i32, group: i32, a: usize, aGroupStride: usize, aRow: usize, b: usize, bGroupStride: usize, bRow: usize, c: usize, cRow: usize, flags: i32, bias: usize): void {
  const rows = offsetof<Rows>(), vectors = offsetof<Vectors>();
  let s00 = f32x4.splat(0), s10 = s00, s20 = s00, s30 = s00, s01 = s00, s11 = s00, s21 = s00, s31 = s00, s02 = s00, s12 = s00;
  if (flags & (ACCUMULATE | BIAS)) {
    const from = flags & ACCUMULATE ? c : bias, step = flags & ACCUMULATE ? cRow : 0;
    s00 = v128.load(from); if (vectors > 1) s01 = v128.load(from, 16);
    s10 = v128.load(from + step); if (vectors > 1) s11 = v128.load(from + step, 16);
    s20 = v128.load(from + 2 * step); if (vectors > 1) s21 = v128.load(from + 2 * step, 16);
    s30 = v128.load(from + 3 * step); if (vectors > 1) s31 = v128.load(from + 3 * step, 16);
  } else if (flags & ROW_BIAS) {
    s00 = s01 = v128.load32_splat(bias); s10 = s11 = v128.load32_splat(bias, 4);
    s20 = s21 = v128.load32_splat(bias, 8); s30 = s31 = v128.load32_splat(bias, 12);
  }
  for (; groups > 0; groups--) {
    let p = a, q = b;
    let k = group;
    do {
      const x0 = v128.load(q), x1 = vectors > 1 ? v128.load(q, 16) : x0, x2 = vectors > 2 ? v128.load(q, 32) : x0;
      let y = v128.load32_splat(p);
      s00 = madd(s00, y, x0); if (vectors > 1) s01 = madd(s01, y, x1); if (vectors > 2) s02 = madd(s02, y, x2);
      if (rows > 1) {
        y = v128.load32_splat(p, 4);
        s10 = madd(s10, y, x0); if (vectors > 1) s11 = madd(s11, y, x1); if (vectors > 2) s12 = madd(s12, y, x2);
      }
      if (rows > 2) {
        y = v128.load32_splat(p, 8);
        s20 = madd(s20, y, x0); if (vectors > 1) s21 = madd(s21, y, x1);
      }
      if (rows > 3) {
        y = v128.load32_splat(p, 12);
        s30 = madd(s30, y, x0); if (vectors > 1) s31 = madd(s31, y, x1);
      }
      p += aRow; q += bRow;
    } while (--k);
    a += aGroupStride; b += bGroupStride;
  }
  if (flags & RELU) {
    s00 = relu(s00); s10 = relu(s10); s20 = relu(s20); s30 = relu(s30);
    s01 = relu(s01); s11 = relu(s11); s21 = relu(s21); s31 = relu(s31);
  }
  v128.store(c, s00); if (vectors > 1) v128.store(c, s01, 16); if (vectors > 2) v128.store(c, s02, 32);
  if (rows > 1) { c += cRow; v128.store(c, s10); if (vectors > 1) v128.store(c, s11, 16); if (vectors > 2) v128.store(c, s12, 32); }
  if (rows > 2) { c += cRow; v128.store(c, s20); if (vectors > 1) v128.store(c, s21, 16); }
  if (rows > 3) { c += cRow; v128.store(c, s30); if (vectors > 1) v128.store(c, s31, 16); }
}

/** One or two vectors of columns, for as many rows as make whole tiles. */
function stripT<Vectors>(M: i32, groups: i32, group: i32, a: usize, aGroupStride: usize, aRow: usize, b: usize, bGroupStride: usize, bRow: usize, c: usize, cRow: usize, flags: i32, bias: usize): void {
  for (let r = 4; r <= M; r += 4) {
    tileT<Four, Vectors>(groups, group, a, aGroupStride, aRow, b, bGroupStride, bRow, c, cRow, flags, bias);
    a += 16; c += 4 * cRow;
    if (flags & ROW_BIAS) bias += 16;
  }
}

/**
 * The products of 1 to 3 columns of A with all N columns of B, which go to C by strides: from row to row of these products
 * `cRow`, from column to column `cColumn`, and so in the biases.
 */
function narrowT(rows: i32, N: i32, groups: i32, group: i32, a: usize, aGroupStride: usize, aRow: usize, b: usize, bGroupStride: usize, bRow: usize, c: usize, cRow: usize, cColumn: usize, flags: i32, bias: usize, biasRow: usize, biasColumn: usize): void {
  let width = 0;
  for (let n = 0; n < N; n += width) {
    width = N - n >= 12 && rows < 3 ? 12 : N - n >= 8 && rows == 3 ? 8 : 4;
    // The tile stands by itself first, for not all of it may be wanted.
    if (width == 12) {
      if (rows == 1) tileT<One, Three>(groups, group, a, aGroupStride, aRow, b, bGroupStride, bRow, workspace, 48, 0, 0);
      else tileT<Two, Three>(groups, group, a, aGroupStride, aRow, b, bGroupStride, bRow, workspace, 48, 0, 0);
    } else if (width == 8) tileT<Three, Two>(groups, group, a, aGroupStride, aRow, b, bGroupStride, bRow, workspace, 48, 0, 0);
    else tileT<Three, One>(groups, group, a, aGroupStride, aRow, b, bGroupStride, bRow, workspace, 48, 0, 0);
    b += <usize>width << 2;
    for (let j = 0, left = min(width, N - n); j < left; j++) {
      for (let i: usize = 0; i < <usize>rows; i++) {
        const to = c + i * cRow;
        let x = load<f32>(workspace + i * 48 + (<usize>j << 2));
        if (flags & ACCUMULATE) x += load<f32>(to);
        if (flags & (BIAS | ROW_BIAS)) x += load<f32>(bias + i * biasRow);
        store<f32>(to, flags & RELU ? max<f32>(x, 0) : x);
      }
      c += cColumn; bias += biasColumn;
    }
  }
}

/** A part of Aᵀ · B. */
function partTN(M: i32, N: i32, groups: i32, group: i32, a: usize, aGroupStride: i32, aRow: i32, b: usize, bGroupStride: i32, bRow: i32, c: usize, cRow: i32, flags: i32, bias: usize): void {
  const biasRow: usize = flags & ROW_BIAS ? 4 : 0, biasColumn: usize = flags & BIAS ? 4 : 0;
  const rows = M & ~3, whole = N & ~3;
  for (let n = 0; n < whole;) {
    const wide = n + 8 <= N;
    if (wide) stripT<Two>(M, groups, group, a, aGroupStride, aRow, b + (<usize>n << 2), bGroupStride, bRow, c + (<usize>n << 2), cRow, flags, bias + <usize>n * biasColumn);
    else stripT<One>(M, groups, group, a, aGroupStride, aRow, b + (<usize>n << 2), bGroupStride, bRow, c + (<usize>n << 2), cRow, flags, bias + <usize>n * biasColumn);
    n += wide ? 8 : 4;
  }
  // What is left over below, and with the operands exchanged what is left over at the right.
  if (rows < M) narrowT(M - rows, N, groups, group, a + (<usize>rows << 2), aGroupStride, aRow, b, bGroupStride, bRow, c + <usize>(rows * cRow), cRow, 4, flags, bias + <usize>rows * biasRow, biasRow, biasColumn);
  if (whole < N) narrowT(N - whole, rows, groups, group, b + (<usize>whole << 2), bGroupStride, bRow, a, aGroupStride, aRow, c + (<usize>whole << 2), 4, cRow, flags, bias + <usize>whole * biasColumn, biasColumn, biasRow);
}

/** C[M,N] = Aᵀ · B with A[K,M], B[K,N], K = groups · group rows in two levels. */
export function gemmTN(M: i32, N: i32, groups: i32, group: i32, a: usize, aGroupStride: i32, aRow: i32, b: usize, bGroupStride: i32, bRow: i32, c: usize, cRow: i32, flags: i32, bias: usize): void {
  gemmPartOfTN(M, N, groups, group, a, aGroupStride, aRow, b, bGroupStride, bRow, c, cRow, flags, bias, M + N);
}

/** Rows or columns of a product whose M + N is `whole`: the order of its additions depends on that. */
export function gemmPartOfTN(M: i32, N: i32, groups: i32, group: i32, a: usize, aGroupStride: i32, aRow: i32, b: usize, bGroupStride: i32, bRow: i32, c: usize, cRow: i32, flags: i32, bias: usize, whole: i32): void {
  if (group <= 0) groups = 0;
  // Some groups at a time, or some rows of a group, so that what the tiles read stays in the cache.
  const block = max(128, CACHED / max(whole, 1));
  const groupsAtOnce = group > 0 && group <= block ? block / group : 1;
  let g = 0, k = 0;
  do {
    const count = min(groups - g, groupsAtOnce), size = min(group - k, block);
    const first = !(g | k), from = g, at = k;
    k += size;
    if (k >= group) { k = 0; g += count; }
    const part = (first ? flags & ~RELU : ACCUMULATE) | (g < groups ? 0 : flags & RELU);
    partTN(M, N, count, size, a + <usize>(from * aGroupStride + at * aRow), aGroupStride, aRow, b + <usize>(from * bGroupStride + at * bRow), bGroupStride, bRow, c, cRow, part, bias);
  } while (g < groups);
}
