/**
 * The natural logarithm in double precision, the same bits in every engine: Math.log differs between engines.
 *
 * Table-driven after P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE floating-point
 * arithmetic", ACM TOMS 16 (1990): x = 2ᵏ z with z in [0.7, 1.4), c is z rounded to 8 bits, and
 * log x = k log 2 + log c + log(1 + r) with r = (z − c) / c, |r| ≤ 2⁻⁸. Head and tail are summed apart, so that the
 * error stays near half a unit in the last place.
 */

/** Bits after the point of heads: few enough that k · log 2 + log c is exact. */
const HEAD = 43n;
/** Bits after the point of the integers that the table is computed with. */
const BITS = 120n;
/** Upper word of the smallest z. */
const SMALLEST = 0x3fe6a000;
const ENTRIES = 129;
/** Largest −k. */
const LARGEST = 1000;

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
/** Per c: c, 1/c, the head and the tail of log c. Made at the first call, as are the powers of two. */
const table = new Float64Array(4 * ENTRIES);
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
  const entry = 4 * (((upper & 0xfffff) + 0x1000) >> 13);
  const c = table[entry] as number;
  const inverse = table[entry + 1] as number;

  // r = head + tail: the head has 24 bits, so that head · c is exact.
  const difference = z - c;
  const head = Math.fround(difference * inverse);
  const tail = (difference - head * c) * inverse;
  const r = head + tail;

  const base = k * ln2Head + (table[entry + 2] as number);
  const sum = base + head;
  const rest = base - sum + head + (tail + (k * ln2Tail + (table[entry + 3] as number)));
  const square = r * r;
  const series = 1 / 3 - r / 4 + square * (1 / 5 - r / 6 + square / 7);
  return sum + (rest + square * (r * series - 0.5));
}

function makeTable(): void {
  for (let i = 0; i < ENTRIES; i++) {
    halves[0] = 0;
    halves[1] = SMALLEST + (i << 13);
    const c = word[0] as number;
    const [head, tail] = split(logarithm(BigInt(c * 512), 512n));
    table.set([c, 1 / c, head, tail], 4 * i);
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

/** A fixed-point number as a head of HEAD bits after the point, and the rest. */
function split(value: bigint): [number, number] {
  const shift = BITS - HEAD;
  const head = value >> shift;
  return [Number(head) / 2 ** 43, Number(value - (head << shift)) / 2 ** 120];
}
