/** What the table of operations says of each, and the ways in which most of its entries are written. */
import type { DType } from '../../graph/graph.ts';
import type { Formula } from './arithmetic.ts';
import type { CalledFunction } from './called-functions.ts';
import type { LaneInstruction } from './lane-instructions.ts';

/** A type, or `integer`, which stands for int32 and bool: a boolean is 0 or 1 in memory. */
export type Kind = DType | 'integer';

/** An operation on certain types. */
export interface Signature {
  readonly takes: readonly Kind[];
  readonly gives: Kind;
  readonly formula: Formula;
  /** How it prints, if not as the operation. */
  readonly name?: string;
  /** Whether it is long: its arguments and all that it computes stand in locals of their own. */
  readonly long?: boolean;
}

/** How an operation of float32 literals is one. */
interface Fold {
  readonly of: (a: number, b: number) => number;
  /** With this as its first argument (or as its second) it is the other argument as it is. */
  readonly first?: number;
  readonly second?: number;
}

export interface Entry {
  readonly signatures: readonly Signature[];
  /** Cheaper computed again than written and read, over large arrays. */
  readonly quick?: boolean;
  readonly fold?: Fold;
}

type More = Omit<Entry, 'signatures'>;

export const FLOAT: readonly Kind[] = ['float32'];
export const FLOATS: readonly Kind[] = ['float32', 'float32'];
export const INTEGER: readonly Kind[] = ['integer'];
export const INTEGERS: readonly Kind[] = ['integer', 'integer'];

/** The argument as it is. */
export const first: Formula = (_, [x]) => x;
/** One instruction of all arguments. */
export const lane =
  (instruction: LaneInstruction): Formula =>
  (m, args) =>
    m.apply(instruction, ...args);
/** A function of assembly/ of all arguments. */
export const call =
  (name: CalledFunction): Formula =>
  (m, args) =>
    m.call(name, ...args);
/** A mask of ones is 1, of zeros 0. */
export const truth =
  (test: Formula): Formula =>
  (m, args, alpha) =>
    m.apply('v128.and', test(m, args, alpha), m.integer(1));

/** Of one argument, on floats and on integers, giving the same type. */
export const unary = (float: Formula, integer: Formula, more: More = {}): Entry => ({
  signatures: [
    { takes: FLOAT, gives: 'float32', formula: float },
    { takes: INTEGER, gives: 'integer', formula: integer },
  ],
  ...more,
});
/** The same of two arguments. */
export const binary = (float: Formula, integer: Formula, more: More = {}): Entry => ({
  signatures: [
    { takes: FLOATS, gives: 'float32', formula: float },
    { takes: INTEGERS, gives: 'integer', formula: integer },
  ],
  ...more,
});
/** Of two arguments of one type, giving 1 or 0. */
export const comparison = (float: LaneInstruction, integer: LaneInstruction): Entry => ({
  signatures: [
    { takes: FLOATS, gives: 'bool', formula: truth(lane(float)) },
    { takes: INTEGERS, gives: 'bool', formula: truth(lane(integer)) },
  ],
});
/** Of one float32 value. */
export const ofFloat = (formula: Formula, settings: Partial<Signature> = {}): Entry => ({
  signatures: [{ takes: FLOAT, gives: 'float32', formula, ...settings }],
});
/** Of booleans. */
export const logical = (takes: readonly Kind[], formula: Formula): Entry => ({
  signatures: [{ takes, gives: 'bool', formula }],
});
