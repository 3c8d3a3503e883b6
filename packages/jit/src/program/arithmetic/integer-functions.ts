/** The functions of assembly/integers.ts on one lane, by hand: in float64, and what comes out is taken modulo 2³². */

/** NaN and ±∞ are 0. JavaScript's own conversion to int32 is this. */
export const toInteger = (x: number) => x | 0;

/** ⌊a / b⌋ */
export const floorDiv = (a: number, b: number) => toInteger(Math.floor(a / b));

/** The remainder that has the divisor's sign. */
function remainder(a: number, b: number): number {
  const rest = a % b;
  return (a < 0 && b < 0) || (a >= 0 && b >= 0) ? rest : (rest + b) % b;
}

/** a mod b of float32 values. */
export const mod = (a: number, b: number) => Math.fround(remainder(a, b));

/** a mod b of int32 values. */
export const integerMod = (a: number, b: number) => toInteger(remainder(a, b));

/** aᵇ of int32 values, exact below 2⁵³, by repeated squaring. */
export function integerPow(a: number, b: number): number {
  let base = b < 0 ? 1 / a : a;
  let result = 1;
  for (let rest = Math.abs(b); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= base;
    base *= base;
  }
  return toInteger(result);
}
