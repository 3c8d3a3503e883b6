/** The functions of assembly/ that operations call, on one lane, by hand: from bits to bits. */

import { bitsOf, floatOf } from './bits.ts';
import * as elementary from './elementary-functions.ts';
import * as integral from './integer-functions.ts';

const float1 = (fn: (x: number) => number) => (x: number) => bitsOf(fn(floatOf(x)));
const float2 = (fn: (a: number, b: number) => number) => (a: number, b: number) => bitsOf(fn(floatOf(a), floatOf(b)));

export const calledFunctions = {
  cos4: float1(elementary.cos),
  erf4: float1(elementary.erf),
  expm14: float1(elementary.expm1),
  log1p4: float1(elementary.log1p),
  log4: float1(elementary.log),
  pow4: float2(elementary.pow),
  sin4: float1(elementary.sin),
  softplus4: float1(elementary.softplus),
  mod4: float2(integral.mod),
  toInteger4: (x: number) => integral.toInteger(floatOf(x)),
  floorDiv4: (a: number, b: number) => integral.floorDiv(floatOf(a), floatOf(b)),
  integerFloorDiv4: integral.floorDiv,
  integerMod4: integral.integerMod,
  integerPow4: integral.integerPow,
} as const;

/** A function of assembly/ of one value or two, by the name under which modules import it. */
export type CalledFunction = keyof typeof calledFunctions;
