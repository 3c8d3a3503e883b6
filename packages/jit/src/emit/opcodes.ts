/** Opcodes of WebAssembly's vector instructions, and the functions that the steps call. */
import { I32, type ImportedFunction, V128 } from './wasm-writer.ts';

const vectorToVector = { params: [V128], results: [V128] } as const;
const vectorsToVector = { params: [V128, V128], results: [V128] } as const;
const integers = (count: number) => ({ params: new Array<typeof I32>(count).fill(I32), results: [] });

/** What the steps call, in the order of their indices. */
export const imports: readonly ImportedFunction[] = [
  { name: 'cos4', ...vectorToVector },
  { name: 'erf4', ...vectorToVector },
  { name: 'expm14', ...vectorToVector },
  { name: 'log1p4', ...vectorToVector },
  { name: 'log4', ...vectorToVector },
  { name: 'sin4', ...vectorToVector },
  { name: 'softplus4', ...vectorToVector },
  { name: 'toInteger4', ...vectorToVector },
  { name: 'floorDiv4', ...vectorsToVector },
  { name: 'integerFloorDiv4', ...vectorsToVector },
  { name: 'integerMod4', ...vectorsToVector },
  { name: 'integerPow4', ...vectorsToVector },
  { name: 'mod4', ...vectorsToVector },
  { name: 'pow4', ...vectorsToVector },
  { name: 'gemmNN', ...integers(15) },
  { name: 'gemmNT', ...integers(16) },
  { name: 'gemmTN', ...integers(14) },
  { name: 'gemmSparse', ...integers(19) },
  { name: 'gemmSampled', ...integers(12) },
  { name: 'gatherRows', ...integers(5) },
  { name: 'gather', ...integers(8) },
  { name: 'argExtreme', ...integers(7) },
  { name: 'cumulativeSum', ...integers(8) },
  { name: 'cumulativeProduct', ...integers(8) },
  { name: 'segmentSum', ...integers(7) },
  { name: 'threefryAt', ...integers(5) },
  { name: 'host', ...integers(1) },
];

/** The index of an imported function. */
export const indexOf = (name: string) => imports.findIndex((imported) => imported.name === name);

/** Opcodes of the vector family (WebAssembly specification 2.0, 5.4.8). */
export const LOAD = 0x00;
export const LOAD_SPLAT = 0x09;
export const STORE = 0x0b;
export const LOAD_LANE = 0x56;
export const STORE_LANE = 0x5a;
export const BITSELECT = 0x52;
export const AND = 0x4e;
export const OR = 0x50;
export const SHIFT_LEFT = 0xab;
export const SHIFT_RIGHT_SIGNED = 0xac;
export const float = {
  add: 0xe4,
  sub: 0xe5,
  mul: 0xe6,
  div: 0xe7,
  min: 0xe8,
  max: 0xe9,
  pmin: 0xea,
  pmax: 0xeb,
  sqrt: 0xe3,
  abs: 0xe0,
  neg: 0xe1,
  eq: 0x41,
  ne: 0x42,
  lt: 0x43,
  gt: 0x44,
  le: 0x45,
  ge: 0x46,
};
export const integer = {
  add: 0xae,
  sub: 0xb1,
  mul: 0xb5,
  min: 0xb6,
  max: 0xb8,
  abs: 0xa0,
  neg: 0xa1,
  eq: 0x37,
  ne: 0x38,
  lt: 0x39,
  gt: 0x3b,
  le: 0x3d,
  ge: 0x3f,
};

export const ONE = 0x3f800000;

/** The bits of a float32. */
export function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] as number;
}
