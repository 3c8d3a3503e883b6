/** Sums in NumPy's order, for the mean and deviation that it gets. */

/** Numbers that one call adds without splitting: numpy/core/src/umath/loops_utils, PW_BLOCKSIZE. */
const BLOCK = 128;

/** The pairwise sum of `values[from … from + count − 1]`, with eight accumulators in a block, as numpy.add.reduce. */
export function pairwiseSum(values: Float64Array, from = 0, count = values.length): number {
  if (count < 8) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[from + i] as number;
    return sum;
  }
  if (count > BLOCK) {
    const half = Math.floor(count / 2);
    const left = half - (half % 8);
    return pairwiseSum(values, from, left) + pairwiseSum(values, from + left, count - left);
  }
  const lanes = values.slice(from, from + 8);
  const tail = count % 8;
  for (let i = 8; i < count - tail; i += 8) {
    for (let lane = 0; lane < 8; lane++) (lanes[lane] as number) += values[from + i + lane] as number;
  }
  const [r0, r1, r2, r3, r4, r5, r6, r7] = lanes as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  let sum = r0 + r1 + (r2 + r3) + (r4 + r5 + (r6 + r7));
  for (let i = count - tail; i < count; i++) sum += values[from + i] as number;
  return sum;
}

/** numpy.mean and numpy.std (population) of all values. */
export function meanAndDeviation(values: Float64Array): [mean: number, deviation: number] {
  const mean = pairwiseSum(values) / values.length;
  const squares = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) squares[i] = ((values[i] as number) - mean) ** 2;
  return [mean, Math.sqrt(pairwiseSum(squares) / values.length)];
}
