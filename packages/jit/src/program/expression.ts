/** What a value is made of: elementwise operations over strided views of buffers. */
import type { DType, Shape } from '../graph/graph.ts';
import type { Signature } from './arithmetic/entry.ts';
import { type OperationName, signatureOf } from './arithmetic/operations.ts';

/** A place in memory that holds a value, row-major: the output of a step, an input or a constant. */
export type BufferId = number;

/** A view of a buffer: element (i, j, …) stands at offset + i · strides[0] + j · strides[1] + … */
export interface View {
  readonly kind: 'view';
  readonly buffer: BufferId;
  readonly offset: number;
  readonly strides: readonly number[];
  readonly dtype: DType;
}

/** The same number everywhere. */
interface Literal {
  readonly kind: 'literal';
  readonly value: number;
  readonly dtype: DType;
}

/** An elementwise operation of the table in operations.ts; `alpha` is a parameter of a few. */
export interface Operation {
  readonly kind: 'operation';
  readonly op: OperationName;
  readonly args: readonly Expression[];
  readonly dtype: DType;
  readonly alpha?: number;
}

export type Expression = View | Literal | Operation;

/** A value that is not yet, or need not be, in memory. */
export interface Value {
  readonly shape: Shape;
  readonly expression: Expression;
}

/** An operation on expressions; one that there is not on their types is refused. */
export function operation(op: OperationName, args: readonly Expression[], dtype: DType, alpha?: number): Operation {
  const made: Operation = { kind: 'operation', op, dtype, args, ...(alpha !== undefined && { alpha }) };
  typedOperation(made);
  return made;
}

/** The operation on the types that it has. */
export function typedOperation({ op, args, dtype }: Operation): Signature {
  return signatureOf(
    op,
    args.map((arg) => arg.dtype),
    dtype,
  );
}

/** How an operation prints. */
export const nameOf = (e: Operation) => typedOperation(e).name ?? e.op;

/** The row-major strides of a shape. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] as number) * (shape[i + 1] as number);
  return strides;
}

/** The expression with another index map: `change` is applied to every view. Parts that are shared stay shared. */
export function mapViews(expression: Expression, change: (view: View) => Expression): Expression {
  const done = new Map<Expression, Expression>();
  const visit = (e: Expression): Expression => {
    if (e.kind === 'literal') return e;
    const before = done.get(e);
    if (before) return before;
    const after = e.kind === 'view' ? change(e) : { ...e, args: e.args.map(visit) };
    done.set(e, after);
    return after;
  };
  return visit(expression);
}

/** Names a view: the same name, the same elements. */
export function keyOf({ buffer, offset, strides }: View): string {
  return `${buffer}+${offset}:${strides}`;
}

/** Whether two views of one buffer walk the same elements over a shape. */
export const isSamePlace = (a: View, b: View, shape: Shape): boolean =>
  a.offset === b.offset && shape.every((size, d) => size === 1 || a.strides[d] === b.strides[d]);

/** All views in expressions, each once. */
export function viewsIn(expressions: readonly Expression[]): View[] {
  const found = new Map<string, View>();
  const seen = new Set<Expression>();
  const visit = (expression: Expression) => {
    if (seen.has(expression)) return;
    seen.add(expression);
    if (expression.kind === 'view') found.set(keyOf(expression), expression);
    else if (expression.kind === 'operation') expression.args.forEach(visit);
  };
  expressions.forEach(visit);
  return [...found.values()];
}

/** How often each part of expressions is used, as a root or an argument. */
export function usesIn(roots: readonly Expression[]): Map<Expression, number> {
  const uses = new Map<Expression, number>();
  const count = (e: Expression): void => {
    const before = uses.get(e) ?? 0;
    uses.set(e, before + 1);
    if (before === 0 && e.kind === 'operation') e.args.forEach(count);
  };
  roots.forEach(count);
  return uses;
}

/** How many different operations an expression computes per element. */
export function operationsIn(expression: Expression): number {
  const seen = new Set<Expression>();
  const visit = (e: Expression): void => {
    if (e.kind !== 'operation' || seen.has(e)) return;
    seen.add(e);
    e.args.forEach(visit);
  };
  visit(expression);
  return seen.size;
}

/** Names a number: −0 is another than 0. */
const printNumber = (value: number | undefined) => (Object.is(value, -0) ? '-0' : String(value));

/** The expression with equal parts as one object; `known` holds the parts met so far. */
export function intern(expression: Expression, known: Map<string, Expression>): Expression {
  const names = new Map<Expression, number>();
  const numbered = [...known.values()];
  numbered.forEach((e, i) => {
    names.set(e, i);
  });
  const done = new Map<Expression, Expression>();
  const visit = (e: Expression): Expression => {
    const before = done.get(e);
    if (before) return before;
    let key: string;
    let candidate = e;
    if (e.kind === 'view') key = `${keyOf(e)}:${e.dtype}`;
    else if (e.kind === 'literal') key = `${printNumber(e.value)}:${e.dtype}`;
    else {
      const args = e.args.map(visit);
      candidate = { ...e, args };
      key = `${e.op}:${e.dtype}:${printNumber(e.alpha)}(${args.map((arg) => names.get(arg))})`;
    }
    let unique = known.get(key);
    if (!unique) {
      unique = candidate;
      names.set(unique, known.size);
      known.set(key, unique);
    }
    done.set(e, unique);
    return unique;
  };
  return visit(expression);
}

/** A value repeated to a larger shape, by strides of 0. */
export function broadcastTo(value: Value, target: Shape): Value {
  const { shape, expression } = value;
  // As it is, so that what is shared with other values stays shared.
  if (shape.length === target.length && shape.every((size, d) => size === target[d])) return value;
  const missing = target.length - shape.length;
  const change = (view: View): View => ({
    ...view,
    strides: target.map((size, i) =>
      i < missing || (shape[i - missing] === 1 && size !== 1) ? 0 : (view.strides[i - missing] as number),
    ),
  });
  return { shape: target, expression: mapViews(expression, change) };
}

/** The value in another shape of the same size, or undefined where a view cannot follow. */
export function reshape({ shape, expression }: Value, target: Shape): Value | undefined {
  let possible = true;
  const reshaped = mapViews(expression, (view) => {
    const strides = reshapeStrides(shape, view.strides, target);
    if (!strides) possible = false;
    return { ...view, strides: strides ?? view.strides };
  });
  return possible ? { shape: target, expression: reshaped } : undefined;
}

/** Strides that reach the same elements in the same order under another shape, where there are any. */
export function reshapeStrides(shape: Shape, strides: readonly number[], target: Shape): number[] | undefined {
  // No element needs to be reached.
  if (target.includes(0)) return new Array<number>(target.length).fill(0);
  // Runs of dimensions that are contiguous with each other, sizes of 1 left out.
  const runs: { size: number; stride: number }[] = [];
  shape.forEach((size, i) => {
    const stride = strides[i] as number;
    const last = runs.at(-1);
    if (size === 1) return;
    if (last && last.stride === stride * size) {
      last.size *= size;
      last.stride = stride;
    } else runs.push({ size, stride });
  });
  const result: number[] = new Array(target.length).fill(0);
  let run = runs.length - 1;
  let used = 1;
  for (let i = target.length - 1; i >= 0; i--) {
    const size = target[i] as number;
    if (size === 1) continue;
    const present = runs[run];
    if (!present || present.size % (used * size) !== 0) return undefined;
    result[i] = present.stride * used;
    used *= size;
    if (used === present.size) {
      run--;
      used = 1;
    }
  }
  return result;
}
