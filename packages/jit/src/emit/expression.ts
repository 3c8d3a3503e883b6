/** WebAssembly for four elements of an elementwise expression. */

import type { Expression, View } from '../program/expression.ts';
import { inlined } from './exponentials.ts';
import { AND, BITSELECT, bitsOf, float, indexOf, integer, ONE, OR } from './opcodes.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

/** Writes the computation of expressions, four elements at a time, each shared part once. */
export class VectorEmitter {
  readonly code: FunctionWriter;
  readonly roots: readonly Expression[];
  /** Locals that hold a part for the whole loop. */
  readonly #kept = new Map<Expression, number>();
  readonly #uses = new Map<Expression, number>();

  /** @param roots expressions in which equal parts are one object */
  constructor(code: FunctionWriter, roots: readonly Expression[]) {
    this.code = code;
    this.roots = roots;
    const visit = (e: Expression): void => {
      const uses = this.#uses.get(e) ?? 0;
      this.#uses.set(e, uses + 1);
      if (uses === 0 && e.kind === 'operation') e.args.forEach(visit);
    };
    roots.forEach(visit);
  }

  #keep(e: Expression, load: Load, values: Map<Expression, number>): void {
    const local = this.code.local(V128);
    emit(this.code, e, (part) => this.#push(part, load, values));
    this.code.set(local);
    this.#kept.set(e, local);
  }

  /** Puts literals into locals, before the loop. */
  hoistLiterals(): void {
    const literals = [...this.#uses.keys()].filter((e) => e.kind === 'literal');
    if (literals.length > LITERALS) return;
    for (const literal of literals) if (!this.#kept.has(literal)) this.#keep(literal, noViews, new Map());
  }

  /** Computes what stays the same along the innermost loop, before it. */
  hoist(isInvariant: (view: View) => boolean, load: Load): void {
    const invariant = new Map<Expression, boolean>();
    const decide = (e: Expression): boolean => {
      const known = invariant.get(e);
      if (known !== undefined) return known;
      const is =
        e.kind === 'literal' || (e.kind === 'view' ? isInvariant(e) : e.args.map(decide).every((argument) => argument));
      invariant.set(e, is);
      return is;
    };
    const values = new Map<Expression, number>();
    const visited = new Set<Expression>();
    const visit = (e: Expression): void => {
      if (visited.has(e) || e.kind === 'literal') return;
      visited.add(e);
      if (!decide(e)) {
        if (e.kind === 'operation') e.args.forEach(visit);
        return;
      }
      this.#kept.delete(e); // from another loop
      this.#keep(e, load, values);
    };
    for (const root of this.roots) visit(root);
  }

  /** Begins four elements; the function that is returned computes a root and gives the local that holds it. */
  block(load: Load): (root: Expression) => number {
    const values = new Map<Expression, number>();
    return (root) => {
      const held = this.#kept.get(root) ?? values.get(root);
      if (held !== undefined) return held;
      this.#push(root, load, values);
      const local = this.code.local(V128);
      this.code.set(local);
      values.set(root, local);
      return local;
    };
  }

  /** Pushes four elements of an expression; what is used again is kept in `values`. */
  #push(e: Expression, load: Load, values: Map<Expression, number>): void {
    const held = this.#kept.get(e) ?? values.get(e);
    if (held !== undefined) {
      this.code.get(held);
      return;
    }
    if (e.kind === 'view') load(e);
    else emit(this.code, e, (part) => this.#push(part, load, values));
    if (e.kind !== 'literal' && (this.#uses.get(e) ?? 0) > 1) {
      const local = this.code.local(V128);
      this.code.set(local).get(local);
      values.set(e, local);
    }
  }
}

/** Pushes four elements of a view. */
type Load = (view: View) => void;

/** More literals than this are written where they are used. */
const LITERALS = 8;

const noViews: Load = () => {
  throw new Error('jit: a literal reads no view');
};

/** Pushes the result of a literal or of an operation, its arguments pushed by `push`. */
function emit(code: FunctionWriter, expression: Expression, push: (part: Expression) => void): void {
  if (expression.kind === 'view') {
    push(expression);
    return;
  }
  if (expression.kind === 'literal') {
    code.splat(expression.dtype === 'float32' ? bitsOf(expression.value) : expression.value);
    return;
  }
  const { op, args, dtype, alpha } = expression;
  const arg = (i: number) => push(args[i] as Expression);
  const all = () => args.forEach((_, i) => arg(i));
  const from = (args[0] as Expression).dtype;
  const lanes = from === 'float32' ? float : integer;
  const simple = simpleOperations[op];
  if (simple) {
    all();
    const opcode = (lanes as Partial<Record<typeof simple, number>>)[simple];
    if (opcode === undefined) throw new Error(`jit: the operation ${op} on ${dtype} is not compiled yet`);
    code.simd(opcode);
    return;
  }
  const inline = inlined[op];
  if (inline || called.has(op)) {
    if ((from !== 'float32') !== op.startsWith('Integer'))
      throw new Error(`jit: the operation ${op} on ${from} is not compiled`);
    all();
    if (inline) inline(code);
    else code.call(indexOf(`${op.charAt(0).toLowerCase()}${op.slice(1)}4`));
    return;
  }
  const compare = comparisons[op];
  if (compare) {
    all();
    code.simd(lanes[compare]);
    booleans(code);
    return;
  }
  /** The first argument in a local, for operations that read it twice. */
  const held = () => {
    const local = code.local(V128);
    arg(0);
    code.set(local);
    return local;
  };
  switch (op) {
    case 'Square': {
      const x = held();
      code.get(x).get(x).simd(lanes.mul);
      break;
    }
    case 'SquaredDifference': {
      const difference = code.local(V128);
      all();
      code.simd(lanes.sub).set(difference).get(difference).get(difference).simd(lanes.mul);
      break;
    }
    case 'Relu':
      arg(0);
      // One instruction, where max takes seven; NaN stays NaN.
      code.splat(0).simd(from === 'float32' ? float.pmax : integer.max);
      break;
    case 'Reciprocal':
      code.splat(ONE);
      arg(0);
      code.simd(float.div);
      break;
    case 'Rsqrt':
      code.splat(ONE);
      arg(0);
      code.simd(float.sqrt).simd(float.div);
      break;
    case 'Floor':
    case 'Ceil':
    case 'Round':
      arg(0);
      if (from === 'float32') code.simd({ Floor: 0x68, Ceil: 0x67, Round: 0x6a }[op]);
      break;
    case 'Step': {
      if (from !== 'float32') {
        code.splat(1).splat(Math.trunc(alpha ?? 0));
        arg(0);
        code.splat(0).simd(integer.gt).simd(BITSELECT);
        break;
      }
      const x = held();
      if ((alpha ?? 0) === 0) code.get(x).splat(0).simd(float.gt).splat(ONE).simd(AND);
      else
        code
          .splat(ONE)
          .splat(bitsOf(alpha ?? 0))
          .get(x)
          .splat(0)
          .simd(float.gt)
          .simd(BITSELECT);
      // NaN stays NaN: all bits set.
      code.get(x).get(x).simd(float.ne).simd(OR);
      break;
    }
    case 'Select':
      arg(1);
      arg(2);
      arg(0);
      code.splat(0).simd(integer.ne).simd(BITSELECT);
      break;
    case 'LogicalAnd':
      all();
      code.simd(AND);
      break;
    case 'LogicalOr':
      all();
      code.simd(OR);
      break;
    case 'LogicalNot':
      arg(0);
      code.splat(0).simd(integer.eq);
      booleans(code);
      break;
    case 'Cast:float32':
      arg(0);
      code.simd(0xfa);
      break;
    case 'Cast:int32':
      arg(0);
      code.call(indexOf('toInteger4'));
      break;
    case 'Cast:bool':
      arg(0);
      code.splat(0).simd(float.ne);
      booleans(code);
      break;
    case 'Cast:bool:int32':
      arg(0);
      code.splat(0).simd(integer.ne);
      booleans(code);
      break;
    case 'Identity:int32':
      arg(0);
      break;
    default:
      throw new Error(`jit: the operation ${op} on ${dtype} is not compiled yet`);
  }
}

/** Operations that are functions of assembly/math.ts and assembly/integers.ts. */
const called = new Set(
  'Cos Erf Expm1 FloorDiv IntegerFloorDiv IntegerMod IntegerPow Log Log1p Mod Pow Sin Softplus'.split(' '),
);

const simpleOperations: Readonly<
  Record<string, 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max' | 'sqrt' | 'abs' | 'neg'>
> = {
  Add: 'add',
  Sub: 'sub',
  Multiply: 'mul',
  RealDiv: 'div',
  Minimum: 'min',
  Maximum: 'max',
  Sqrt: 'sqrt',
  Abs: 'abs',
  Neg: 'neg',
};
const comparisons: Readonly<Record<string, 'eq' | 'ne' | 'lt' | 'gt' | 'le' | 'ge'>> = {
  Equal: 'eq',
  NotEqual: 'ne',
  Less: 'lt',
  Greater: 'gt',
  LessEqual: 'le',
  GreaterEqual: 'ge',
};

/** A mask of ones to 1, of zeros to 0. */
function booleans(code: FunctionWriter): void {
  code.splat(1).simd(AND);
}
