/** What the matrix products have in common: flags, sizes, how rows are addressed, one multiplication and addition. */
// Flags, at most one of the first three.
/** Start from what C holds. */
export const ACCUMULATE: i32 = 1;
/** Add N floats, the same for every row. */
export const BIAS: i32 = 2;
/** Add M floats, one to each row. */
export const ROW_BIAS: i32 = 8;
/** Store max(x, 0). */
export const RELU: i32 = 4;

/** Memory for the kernels' own use, below what any caller has; each thread has its own elsewhere. */
export let workspace: usize = 64;
/** Floats there. */
export const CAPACITY: i32 = 1008;

/** Floats of B's that are to stay in the cache while the rows of A pass. */
export const CACHED: i32 = 8192;

/** Below this K, 4 columns left over are worth a tile; else they are dot products too. */
export const SHORT: i32 = 24;

// Constants as type parameters: offsetof<T>(). With them, and not with arguments, the compiler leaves out branches.
export class One { a: u8; }
export class Two { a: u16; }
export class Three { a: u16; b: u8; }
export class Four { a: u32; }
export class Eight { a: u64; }

/** The address of row r. */
@inline
export function rowAt(base: usize, r: i32, group: i32, groupStride: i32, rowStride: i32): usize {
  const g = r / group;
  return base + <usize>(g * groupStride + (r - g * group) * rowStride);
}

/** sum + x · y: two roundings, in the fused build one, for it runs only where relaxed SIMD fuses. */
@inline
export function madd(sum: v128, x: v128, y: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, y, sum) : f32x4.add(sum, f32x4.mul(x, y));
}

@inline
export function relu(x: v128): v128 {
  return f32x4.max(x, f32x4.splat(0));
}
