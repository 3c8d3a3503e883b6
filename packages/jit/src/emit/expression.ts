/** WebAssembly for four elements of an elementwise expression. */

import { bitsOf } from '../program/arithmetic/bits.ts';
import { type Expression, type Operation, typedOperation, usesIn, type View } from '../program/expression.ts';
import { type Piece, pieces, taken } from './formula.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

/** Writes the computation of expressions, four elements at a time, each shared part once. */
export class VectorEmitter {
  readonly code: FunctionWriter;
  readonly roots: readonly Expression[];
  /** Locals that hold a part for the whole loop. */
  readonly #kept = new Map<Expression, number>();
  readonly #uses: ReadonlyMap<Expression, number>;

  /** @param roots expressions in which equal parts are one object */
  constructor(code: FunctionWriter, roots: readonly Expression[]) {
    this.code = code;
    this.roots = roots;
    this.#uses = usesIn(roots);
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
  if (expression.kind === 'view') push(expression);
  else if (expression.kind === 'literal')
    code.splat(expression.dtype === 'float32' ? bitsOf(expression.value) : expression.value);
  else emitOperation(code, expression, push);
}

/** Pushes the result of an operation: its formula, over pieces of code. */
function emitOperation(code: FunctionWriter, operation: Operation, push: (part: Expression) => void): void {
  const { formula, long } = typedOperation(operation);
  const pushed = operation.args.map(
    (arg): Piece =>
      () =>
        push(arg),
  );
  const args = long
    ? pushed.map((piece) => {
        piece();
        return taken(code);
      })
    : pushed;
  formula(pieces(code), args as unknown as readonly [Piece, Piece, Piece], operation.alpha ?? 0)();
}
