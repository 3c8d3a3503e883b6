/**
 * The natural logarithm in double precision, the same bits in every engine: Math.log differs between engines.
 *
 * Table-driven after P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE floating-point
 * arithmetic", ACM TOMS 16 (1990): x = 2ᵏ z with z in [0.7, 1.4), f is 1 / z to about 8 bits, and
 * log x = k log 2 − log f + log(1 + r) with r = z f − 1, |r| < 0.004. Head and tail are summed apart, so that the error
 * stays near half a unit in the last place.
 */

/** Bits after the point of the integers that the table is computed with. */
const BITS = 120n;
/** Upper word of the smallest z. */
const SMALLEST = 0x3fe6a000;
const ENTRIES = 129;
/** Largest −k. */
const LARGEST = 1000;

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
/** Per f: f (a float32, 1 over the middle of its z), the head and the tail of −log f. Made at the first call, as are the powers of two. */
const table = new Float64Array(3 * ENTRIES);
const powers = new Float64Array(LARGEST + 1).fill(1);
let ln2Head = 0;
let ln2Tail = 0;

/** log x to about 0.51 units in the last place, for 2⁻¹⁰⁰⁰ < x < 1.4. */
export function log(x: number): number {
  if (ln2Head === 0) makeTable();
  word[0] = x;
  const upper = (halves[1] as number) - SMALLEST;
  const k = upper >> 20;
  const z = x * (powers[-k] as number);
  const entry = 3 * (((upper & 0xfffff) + 0x1000) >> 13);
  const f = table[entry] as number;

  // r = head + tail, both but for its last rounding exact: z is cut to 24 bits.
  const cut = Math.fround(z);
  const head = cut * f - 1;
  const tail = (z - cut) * f;
  const r = head + tail;

  const base = k * ln2Head + (table[entry + 1] as number);
  const sum = base + r;
  const rest = base - sum + r + (head - r + tail + (k * ln2Tail + (table[entry + 2] as number)));
  const square = r * r;
  const series = 1 / 3 - r / 4 + square * (1 / 5 - r * (1 / 6) + square * (1 / 7));
  return sum + (rest + square * (r * series - 0.5));
}

function makeTable(): void {
  for (let i = 0; i < ENTRIES; i++) {
    halves[0] = 0;
    halves[1] = SMALLEST + (i << 13);
    const f = Math.fround(1 / (word[0] as number));
    const [head, tail] = split(logarithm(1n << 24n, BigInt(f * 2 ** 24)));
    table.set([f, head, tail], 3 * i);
  }
  for (let i = 1; i <= LARGEST; i++) powers[i] = 2 * (powers[i - 1] as number);
  [ln2Head, ln2Tail] = split(logarithm(2n, 1n));
}

/** log(a / b) · 2^BITS = 2 artanh((a − b) / (a + b)) · 2^BITS, by its series. */
function logarithm(a: bigint, b: bigint): bigint {
  const s = ((a - b) << BITS) / (a + b);
  const square = (s * s) >> BITS;
  let sum = 0n;
  let power = s;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = (power * square) >> BITS;
  }
  return 2n * sum;
}

/** A fixed-point number as a head of 43 bits after the point, few enough that k · log 2 − log f is exact, and the other 77. */
function split(value: bigint): [number, number] {
  return [Number(value >> 77n) / 2 ** 43, Number(BigInt.asUintN(77, value)) / 2 ** 120];
}
