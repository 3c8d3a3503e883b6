/** Opcodes of WebAssembly's vector instructions, and the functions that the steps call. */
import type { LaneInstruction } from '../program/arithmetic/lane-instructions.ts';
import { I32, type ImportedFunction, V128 } from './wasm-writer.ts';

const vectorToVector = { params: [V128], results: [V128] } as const;
const vectorsToVector = { params: [V128, V128], results: [V128] } as const;
const integers = (count: number) => ({ params: new Array<typeof I32>(count).fill(I32), results: [] });

/** What the steps call, in the order of their indices. */
export const imports = [
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
  { name: 'gather', ...integers(9) },
  { name: 'argExtreme', ...integers(7) },
  { name: 'cumulativeSum', ...integers(8) },
  { name: 'cumulativeProduct', ...integers(8) },
  { name: 'segmentSum', ...integers(8) },
  { name: 'threefryAt', ...integers(5) },
  { name: 'host', ...integers(1) },
] as const satisfies readonly ImportedFunction[];

/** What fused programs call besides. */
export const fusedImports = [
  { name: 'fusedNN', ...integers(15) },
  { name: 'fusedNT', ...integers(16) },
  { name: 'fusedTN', ...integers(14) },
  { name: 'fusedSparse', ...integers(19) },
  { name: 'fusedSampled', ...integers(12) },
] as const satisfies readonly ImportedFunction[];

/** What programs that are divided among threads import: all that there is. */
export const importsOfThreads = [
  ...imports,
  ...fusedImports,
  { name: 'gemmPartOfTN', ...integers(15) },
  { name: 'gemmPartOfSampled', ...integers(13) },
  { name: 'fusedPartOfTN', ...integers(15) },
  { name: 'fusedPartOfSampled', ...integers(13) },
] as const satisfies readonly ImportedFunction[];

type ImportName = (typeof importsOfThreads)[number]['name'];

/** The index of an imported function. */
export const indexOf = (name: ImportName) => importsOfThreads.findIndex((imported) => imported.name === name);

/** Opcodes of the vector family (WebAssembly specification 2.0, 5.4.8). */
export const LOAD = 0x00;
export const LOAD_SPLAT = 0x09;
export const STORE = 0x0b;
export const LOAD_LANE = 0x56;
export const STORE_LANE = 0x5a;

/** Of the instructions on 32-bit lanes. */
export const laneOpcodes: Readonly<Record<LaneInstruction, number>> = {
  'f32x4.add': 0xe4,
  'f32x4.sub': 0xe5,
  'f32x4.mul': 0xe6,
  'f32x4.div': 0xe7,
  'f32x4.min': 0xe8,
  'f32x4.max': 0xe9,
  'f32x4.pmin': 0xea,
  'f32x4.pmax': 0xeb,
  'f32x4.sqrt': 0xe3,
  'f32x4.abs': 0xe0,
  'f32x4.neg': 0xe1,
  'f32x4.floor': 0x68,
  'f32x4.ceil': 0x67,
  'f32x4.nearest': 0x6a,
  'f32x4.eq': 0x41,
  'f32x4.ne': 0x42,
  'f32x4.lt': 0x43,
  'f32x4.gt': 0x44,
  'f32x4.le': 0x45,
  'f32x4.ge': 0x46,
  'f32x4.convert_i32x4_s': 0xfa,
  'i32x4.add': 0xae,
  'i32x4.sub': 0xb1,
  'i32x4.mul': 0xb5,
  'i32x4.min_s': 0xb6,
  'i32x4.max_s': 0xb8,
  'i32x4.abs': 0xa0,
  'i32x4.neg': 0xa1,
  'i32x4.eq': 0x37,
  'i32x4.ne': 0x38,
  'i32x4.lt_s': 0x39,
  'i32x4.gt_s': 0x3b,
  'i32x4.le_s': 0x3d,
  'i32x4.ge_s': 0x3f,
  'i32x4.shl': 0xab,
  'i32x4.shr_s': 0xac,
  'v128.and': 0x4e,
  'v128.or': 0x50,
  'v128.bitselect': 0x52,
  'f32x4.relaxed_madd': 0x105,
  'f32x4.relaxed_nmadd': 0x106,
};
