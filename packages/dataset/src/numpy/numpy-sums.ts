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
  const tail = end - (count % 8);
  const lane = (k: number) => {
    let sum = 0;
    for (let i = from + k; i < tail; i += 8) sum += values[i] as number;
    return sum;
  };
  let sum = lane(0) + lane(1) + (lane(2) + lane(3)) + (lane(4) + lane(5) + (lane(6) + lane(7)));
  for (let i = tail; i < end; i++) sum += values[i] as number;
  return sum;
}
