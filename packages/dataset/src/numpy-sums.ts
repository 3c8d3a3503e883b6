/** Sums in NumPy's order, for the mean and deviation that it gets. */

/** NumPy's buffer: a reduction over all axes takes the values in the order of memory, this many at a time. */
const BUFFER = 8192;
/** Numbers that the pairwise sum adds without splitting (PW_BLOCKSIZE in numpy/core/src/umath/loops_utils.h.src). */
const BLOCK = 128;

/** numpy.mean and numpy.std (population) of all values. */
export function meanAndDeviation(values: Float64Array): [mean: number, deviation: number] {
  const count = values.length;
  let total = 0;
  for (let i = 0; i < count; i += BUFFER) total += pairwiseSum(values, i, Math.min(BUFFER, count - i));
  const mean = total / count;

  const squares = new Float64Array(Math.min(BUFFER, count));
  total = 0;
  for (let i = 0; i < count; i += BUFFER) {
    const size = Math.min(BUFFER, count - i);
    for (let j = 0; j < size; j++) {
      const difference = (values[i + j] as number) - mean;
      squares[j] = difference * difference;
    }
    total += pairwiseSum(squares, 0, size);
  }
  return [mean, Math.sqrt(total / count)];
}

/** The sum of `values[from … from + count − 1]` by halves, with eight accumulators in a block: numpy's pairwise sum. */
function pairwiseSum(values: Float64Array, from: number, count: number): number {
  if (count > BLOCK) {
    const half = count >> 1;
    const left = half - (half % 8);
    return pairwiseSum(values, from, left) + pairwiseSum(values, from + left, count - left);
  }
  const end = from + count;
  let i = from;
  let sum = 0;
  if (count >= 8) {
    let [r0, r1, r2, r3, r4, r5, r6, r7] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (; i + 8 <= end; i += 8) {
      r0 += values[i] as number;
      r1 += values[i + 1] as number;
      r2 += values[i + 2] as number;
      r3 += values[i + 3] as number;
      r4 += values[i + 4] as number;
      r5 += values[i + 5] as number;
      r6 += values[i + 6] as number;
      r7 += values[i + 7] as number;
    }
    sum = r0 + r1 + (r2 + r3) + (r4 + r5 + (r6 + r7));
  }
  for (; i < end; i++) sum += values[i] as number;
  return sum;
}
