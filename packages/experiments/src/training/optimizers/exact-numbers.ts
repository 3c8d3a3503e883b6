/** Powers and cosines in additions and multiplications alone: the same bits in every engine, unlike Math.pow and Math.cos. */

/** The product of two doubles and what rounding took from it (Dekker 1971, Veltkamp's splitting). */
function twoProduct(a: number, b: number): [product: number, error: number] {
  const product = a * b;
  const [aHigh, bHigh] = [high(a), high(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return [product, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)];
}

function high(x: number): number {
  const scaled = x * (2 ** 27 + 1);
  return scaled - (scaled - x);
}

/** base to the n, for a base in [0, 1] and a whole n: within 1 unit of the last place, for squares are kept in two doubles. */
export function power(base: number, n: number): number {
  let [value, rest] = [1, 0];
  let [square, squareRest] = [base, 0];
  for (let bits = n; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) [value, rest] = times(value, rest, square, squareRest);
    [square, squareRest] = times(square, squareRest, square, squareRest);
  }
  return value + rest;
}

function times(a: number, aRest: number, b: number, bRest: number): [number, number] {
  const [product, error] = twoProduct(a, b);
  const rest = error + (a * bRest + aRest * b);
  const sum = product + rest;
  return [sum, rest - (sum - product)];
}

/** cos(π x) for x in [0, 1], within 2 units of the last place of 1. */
export function cosPi(x: number): number {
  if (x > 0.5) return -cosPi(1 - x);
  if (x > 0.25) return series(Math.PI * (0.5 - x), Math.PI * (0.5 - x), 1);
  return series(1, Math.PI * x, 0);
}

/** Taylor's series of the sine (from x, odd) or the cosine (from 1), |x| ≤ π / 4. */
function series(first: number, x: number, odd: 0 | 1): number {
  let sum = 1;
  for (let k = 20 + odd; k > 1; k -= 2) sum = 1 - ((x * x) / (k * (k - 1))) * sum;
  return first * sum;
}
