/**
 * Matrix products C = A · B in float32. A tile of 4 rows by 8 columns stays in registers; larger ones spill (V8 moves the
 * loads of a block to its front). Edge tiles overlap the tile before them.
 *
 * Rows are addressed in two levels, so that the windows of a convolution are the rows of a matrix without a copy:
 * row r stands at base + (r / group) · groupStride + (r mod group) · rowStride, all strides in bytes.
 */

/** The address of row r. */
@inline
function rowAt(base: usize, r: i32, group: i32, groupStride: i32, rowStride: i32): usize {
  const g = r / group;
  return base + <usize>(g * groupStride + (r - g * group) * rowStride);
}

/** 4 × 8 tile: rows a0 … a3 with k contiguous, b walks down K by `bStep` bytes. */
@inline
function tile4x8(a0: usize, a1: usize, a2: usize, a3: usize, b: usize, bStep: usize, K: i32, c0: usize, c1: usize, c2: usize, c3: usize): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0), s31 = f32x4.splat(0);
  const end = a0 + (<usize>K << 2);
  do {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a0);
    s00 = f32x4.add(s00, f32x4.mul(x, b0)); s01 = f32x4.add(s01, f32x4.mul(x, b1));
    x = v128.load32_splat(a1);
    s10 = f32x4.add(s10, f32x4.mul(x, b0)); s11 = f32x4.add(s11, f32x4.mul(x, b1));
    x = v128.load32_splat(a2);
    s20 = f32x4.add(s20, f32x4.mul(x, b0)); s21 = f32x4.add(s21, f32x4.mul(x, b1));
    x = v128.load32_splat(a3);
    s30 = f32x4.add(s30, f32x4.mul(x, b0)); s31 = f32x4.add(s31, f32x4.mul(x, b1));
    a0 += 4; a1 += 4; a2 += 4; a3 += 4; b += bStep;
  } while (a0 < end);
  v128.store(c0, s00); v128.store(c0, s01, 16);
  v128.store(c1, s10); v128.store(c1, s11, 16);
  v128.store(c2, s20); v128.store(c2, s21, 16);
  v128.store(c3, s30); v128.store(c3, s31, 16);
}

/** One panel of 8 columns for all rows. */
function panel8(M: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bStep: i32, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32): void {
  let r = 0;
  while (r < M) {
    const q = r + 4 <= M ? r : M - 4;
    tile4x8(
      rowAt(a, q, aGroup, aGroupStride, aRow), rowAt(a, q + 1, aGroup, aGroupStride, aRow),
      rowAt(a, q + 2, aGroup, aGroupStride, aRow), rowAt(a, q + 3, aGroup, aGroupStride, aRow),
      b, <usize>bStep, K,
      rowAt(c, q, cGroup, cGroupStride, cRow), rowAt(c, q + 1, cGroup, cGroupStride, cRow),
      rowAt(c, q + 2, cGroup, cGroupStride, cRow), rowAt(c, q + 3, cGroup, cGroupStride, cRow));
    r += 4;
  }
}

/** A product too small for tiles, B's element (k, n) at b + k · bK + n · bN. */
function edge(M: i32, N: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bK: i32, bN: i32, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32): void {
  for (let r = 0; r < M; r++) {
    const from = rowAt(a, r, aGroup, aGroupStride, aRow);
    const to = rowAt(c, r, cGroup, cGroupStride, cRow);
    for (let n = 0; n < N; n++) {
      let sum: f32 = 0;
      for (let k = 0; k < K; k++) sum += load<f32>(from + (<usize>k << 2)) * load<f32>(b + <usize>(k * bK + n * bN));
      store<f32>(to + (<usize>n << 2), sum);
    }
  }
}

/** C[M,N] = A[M,K] · B[K,N], B's rows `bRow` bytes apart. */
export function gemmNN(M: i32, N: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bRow: i32, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32): void {
  if (M < 4 || N < 8 || K < 1) return edge(M, N, K, a, aGroup, aGroupStride, aRow, b, bRow, 4, c, cGroup, cGroupStride, cRow);
  for (let n = 0; n < N; n += 8) {
    const q = n + 8 <= N ? n : N - 8;
    panel8(M, K, a, aGroup, aGroupStride, aRow, b + (<usize>q << 2), bRow, c + (<usize>q << 2), cGroup, cGroupStride, cRow);
  }
}

/** Copies 8 rows of B[N,K] (k contiguous, rows `bRow` bytes apart) into a panel [K][8]. */
function packTransposed8(K: i32, b: usize, bRow: usize, panel: usize): void {
  let k = 0;
  for (; k + 4 <= K; k += 4) {
    for (let half: usize = 0; half < 2; half++) {
      const p = b + half * 4 * bRow + (<usize>k << 2);
      const r0 = v128.load(p), r1 = v128.load(p + bRow), r2 = v128.load(p + 2 * bRow), r3 = v128.load(p + 3 * bRow);
      const t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
      const t2 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
      const o = panel + (<usize>k << 5) + (half << 4);
      v128.store(o, v128.shuffle<i32>(t0, t2, 0, 1, 4, 5));
      v128.store(o, v128.shuffle<i32>(t0, t2, 2, 3, 6, 7), 32);
      v128.store(o, v128.shuffle<i32>(t1, t3, 0, 1, 4, 5), 64);
      v128.store(o, v128.shuffle<i32>(t1, t3, 2, 3, 6, 7), 96);
    }
  }
  for (; k < K; k++) {
    for (let j: usize = 0; j < 8; j++) store<f32>(panel + (<usize>k << 5) + (j << 2), load<f32>(b + j * bRow + (<usize>k << 2)));
  }
}

/** C[M,N] = A[M,K] · B[N,K]ᵀ. `scratch` holds a panel of 8 · K floats. */
export function gemmNT(M: i32, N: i32, K: i32, a: usize, aGroup: i32, aGroupStride: i32, aRow: i32, b: usize, bRow: i32, c: usize, cGroup: i32, cGroupStride: i32, cRow: i32, scratch: usize): void {
  if (M < 4 || N < 8 || K < 1) return edge(M, N, K, a, aGroup, aGroupStride, aRow, b, 4, bRow, c, cGroup, cGroupStride, cRow);
  for (let n = 0; n < N; n += 8) {
    const q = n + 8 <= N ? n : N - 8;
    packTransposed8(K, b + <usize>(q * bRow), <usize>bRow, scratch);
    panel8(M, K, a, aGroup, aGroupStride, aRow, scratch, 32, c + (<usize>q << 2), cGroup, cGroupStride, cRow);
  }
}

/** 4 × 8 tile of Aᵀ · B: per k, 4 neighbours of A's row and 8 of B's; rows in two levels. */
@inline
function tileT4x8(groups: i32, group: i32, a: usize, aGroupStride: usize, aRow: usize, b: usize, bGroupStride: usize, bRow: usize, c: usize, cRow: usize): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0), s31 = f32x4.splat(0);
  do {
    let p = a, q = b;
    let k = group;
    do {
      const b0 = v128.load(q), b1 = v128.load(q, 16);
      let x = v128.load32_splat(p);
      s00 = f32x4.add(s00, f32x4.mul(x, b0)); s01 = f32x4.add(s01, f32x4.mul(x, b1));
      x = v128.load32_splat(p, 4);
      s10 = f32x4.add(s10, f32x4.mul(x, b0)); s11 = f32x4.add(s11, f32x4.mul(x, b1));
      x = v128.load32_splat(p, 8);
      s20 = f32x4.add(s20, f32x4.mul(x, b0)); s21 = f32x4.add(s21, f32x4.mul(x, b1));
      x = v128.load32_splat(p, 12);
      s30 = f32x4.add(s30, f32x4.mul(x, b0)); s31 = f32x4.add(s31, f32x4.mul(x, b1));
      p += aRow; q += bRow;
    } while (--k);
    a += aGroupStride; b += bGroupStride;
  } while (--groups);
  v128.store(c, s00); v128.store(c, s01, 16); c += cRow;
  v128.store(c, s10); v128.store(c, s11, 16); c += cRow;
  v128.store(c, s20); v128.store(c, s21, 16); c += cRow;
  v128.store(c, s30); v128.store(c, s31, 16);
}

function panelT8(M: i32, groups: i32, group: i32, a: usize, aGroupStride: i32, aRow: i32, b: usize, bGroupStride: i32, bRow: i32, c: usize, cRow: i32): void {
  for (let r = 0; r < M; r += 4) {
    const q = r + 4 <= M ? r : M - 4;
    tileT4x8(groups, group, a + (<usize>q << 2), aGroupStride, aRow, b, bGroupStride, bRow, c + <usize>(q * cRow), cRow);
  }
}

/** The same for Aᵀ · B. */
function edgeT(M: i32, N: i32, groups: i32, group: i32, a: usize, aGroupStride: i32, aRow: i32, b: usize, bGroupStride: i32, bRow: i32, c: usize, cRow: i32): void {
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let sum: f32 = 0;
      for (let g = 0; g < groups; g++) {
        for (let k = 0; k < group; k++) sum += load<f32>(a + <usize>(g * aGroupStride + k * aRow + (m << 2))) * load<f32>(b + <usize>(g * bGroupStride + k * bRow + (n << 2)));
      }
      store<f32>(c + <usize>(m * cRow + (n << 2)), sum);
    }
  }
}

/** C[M,N] = Aᵀ · B with A[K,M], B[K,N], K = groups · group rows in two levels. */
export function gemmTN(M: i32, N: i32, groups: i32, group: i32, a: usize, aGroupStride: i32, aRow: i32, b: usize, bGroupStride: i32, bRow: i32, c: usize, cRow: i32): void {
  if (M < 4 || N < 8 || groups < 1 || group < 1) return edgeT(M, N, groups, group, a, aGroupStride, aRow, b, bGroupStride, bRow, c, cRow);
  for (let n = 0; n < N; n += 8) {
    const q = n + 8 <= N ? n : N - 8;
    panelT8(M, groups, group, a, aGroupStride, aRow, b + (<usize>q << 2), bGroupStride, bRow, c + (<usize>q << 2), cRow);
  }
}
