/** What an elementwise operation gives, computed by hand: bit for bit what the emitted WebAssembly computes. */
import type { DType } from '../../graph/graph.ts';
import { type Operation, typedOperation } from '../expression.ts';
import type { Arithmetic } from './arithmetic.ts';
import { bitsOf, floatOf } from './bits.ts';
import { calledFunctions } from './called-functions.ts';
import { laneInstructions } from './lane-instructions.ts';

type OnBits = (...operands: readonly number[]) => number;

/** Arithmetic on the 32 bits of one lane. */
const byHand: Arithmetic<number> = {
  float: bitsOf,
  integer: (value) => value | 0,
  apply: (instruction, ...operands) => (laneInstructions[instruction] as OnBits)(...operands),
  shift: (instruction, operand, bits) => laneInstructions[instruction](operand, bits),
  call: (name, ...operands) => (calledFunctions[name] as OnBits)(...operands),
  keep: (bits) => bits,
};

const toBits = (value: number, dtype: DType) => (dtype === 'float32' ? bitsOf(value) : value | 0);
const fromBits = (bits: number, dtype: DType) => (dtype === 'float32' ? floatOf(bits) : bits);

/** An operation's result from the values of its arguments, each of its type: float32 values, integers, booleans as 0 and 1. */
export function compute(operation: Operation, values: readonly number[]): number {
  const { args, dtype, alpha = 0 } = operation;
  const bits = values.map((value, i) => toBits(value, args[i]?.dtype ?? 'float32'));
  const { formula } = typedOperation(operation);
  return fromBits(formula(byHand, bits as unknown as readonly [number, number, number], alpha), dtype);
}
