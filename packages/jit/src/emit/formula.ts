/** Arithmetic on pieces of code: formulas as instructions on vectors of four elements. */
import type { Arithmetic } from '../program/arithmetic/arithmetic.ts';
import { bitsOf } from '../program/arithmetic/bits.ts';
import { indexOf, laneOpcodes } from './opcodes.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

/** Pushes a vector. */
export type Piece = () => void;

/** Computes a piece into a local, now; what is returned pushes that. */
function kept(code: FunctionWriter, piece: Piece): Piece {
  const local = code.local(V128);
  piece();
  code.set(local);
  return () => code.get(local);
}

/** The vector on the stack, in a local. */
export const taken = (code: FunctionWriter) => kept(code, () => {});

export function pieces(code: FunctionWriter): Arithmetic<Piece> {
  return {
    float: (value) => () => code.splat(bitsOf(value)),
    integer: (value) => () => code.splat(value),
    apply:
      (instruction, ...operands) =>
      () => {
        for (const operand of operands) operand();
        code.simd(laneOpcodes[instruction]);
      },
    shift: (instruction, operand, bits) => () => {
      operand();
      code.i32(bits).simd(laneOpcodes[instruction]);
    },
    call:
      (name, ...operands) =>
      () => {
        for (const operand of operands) operand();
        code.call(indexOf(name));
      },
    keep: (piece) => kept(code, piece),
  };
}
