/** Principal components, for what begins from them. */

/** Multiplications by the covariance: the first components of real data are found to three digits long before. */
const ROUNDS = 100;

/**
 * The points' coordinates along the directions of greatest variance, by orthogonal iteration.
 *
 * @param points count × length, row-major
 * @returns [count, dimensions], centred; each direction's largest entry is positive
 */
export function principalComponents(points: ArrayLike<number>, count: number, dimensions: number): Float64Array {
  const length = points.length / count;
  const mean = new Float64Array(length);
  for (let i = 0; i < points.length; i++) (mean[i % length] as number) += (points[i] as number) / count;
  const centred = Float64Array.from(points, (v, i) => v - (mean[i % length] as number));
  const directions = Array.from({ length: dimensions }, (_, k) =>
    // Any start that is not orthogonal to them.
    Float64Array.from({ length }, (_, i) => 1 / (1 + ((i * (k + 1) + k) % length))),
  );
  orthonormalise(directions);
  for (let round = 0; round < ROUNDS; round++) {
    for (const direction of directions) direction.set(pull(centred, project(centred, direction), length));
    orthonormalise(directions);
  }
  const result = new Float64Array(count * dimensions);
  for (const [k, direction] of directions.entries()) {
    const largest = direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    project(centred, direction).forEach((v, row) => {
      result[row * dimensions + k] = largest < 0 ? -v : v;
    });
  }
  return result;
}

/** X v. */
function project(x: Float64Array, direction: Float64Array): Float64Array {
  const length = direction.length;
  return Float64Array.from({ length: x.length / length }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += (x[row * length + i] as number) * (direction[i] as number);
    return sum;
  });
}

/** Xᵀ u. */
function pull(x: Float64Array, weights: Float64Array, length: number): Float64Array {
  const sum = new Float64Array(length);
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row] as number;
    for (let i = 0; i < length; i++) (sum[i] as number) += weight * (x[row * length + i] as number);
  }
  return sum;
}

/** Gram–Schmidt. */
function orthonormalise(vectors: readonly Float64Array[]): void {
  for (const [k, vector] of vectors.entries()) {
    for (const other of vectors.slice(0, k)) {
      const along = vector.reduce((sum, v, i) => sum + v * (other[i] as number), 0);
      for (let i = 0; i < vector.length; i++) (vector[i] as number) -= along * (other[i] as number);
    }
    const norm = Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0)) || 1;
    for (let i = 0; i < vector.length; i++) (vector[i] as number) /= norm;
  }
}
