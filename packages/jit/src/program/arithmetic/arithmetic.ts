/** Arithmetic that formulas are written over, without saying on what: numbers by hand, or instructions to be emitted. */
import type { CalledFunction } from './called-functions.ts';
import type { LaneInstruction } from './lane-instructions.ts';

/** A value is 32 bits, or what stands for them: a float32 or an int32, as the instruction takes it. */
export interface Arithmetic<V> {
  float(value: number): V;
  integer(value: number): V;
  apply(instruction: LaneInstruction, ...operands: readonly V[]): V;
  /** Shifts an integer by so many bits. */
  shift(instruction: 'i32x4.shl' | 'i32x4.shr_s', operand: V, bits: number): V;
  /** Calls a function of assembly/. */
  call(name: CalledFunction, ...operands: readonly V[]): V;
  /** The value computed now: one that is used more than once, or that others should not wait for. */
  keep(value: V): V;
}

/** What an operation computes of its arguments; `alpha` is a parameter of a few. */
export type Formula = <V>(m: Arithmetic<V>, args: readonly [V, V, V], alpha: number) => V;
