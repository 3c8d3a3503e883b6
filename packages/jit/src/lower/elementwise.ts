/** Kernels that compute element by element, with broadcasting. */

import type { DType } from '../graph/graph.ts';
import type { Kernel } from '../graph/kernels.ts';
import { isOperation, type OperationName, operations, takesIntegers } from '../program/arithmetic/operations.ts';
import type { Value } from '../program/expression.ts';
import type { Lowering, Rule, Rules } from './lowering.ts';

type Number = Value | number;

/** Writes formulas over values of one shape, in float32. */
class Formula {
  readonly #to: Lowering;
  readonly #shape: readonly number[];

  constructor(to: Lowering, shape: readonly number[]) {
    this.#to = to;
    this.#shape = shape;
  }

  #apply(op: OperationName, dtype: DType, args: readonly Number[]): Value {
    const values = args.map((arg) => (typeof arg === 'number' ? this.#to.literal(arg, 'float32') : arg));
    return this.#to.operation(op, dtype, values, this.#shape);
  }

  float = (op: OperationName, ...args: Number[]) => this.#apply(op, 'float32', args);
  test = (op: OperationName, ...args: Number[]) => this.#apply(op, 'bool', args);
  add = (a: Number, b: Number) => this.float('Add', a, b);
  sub = (a: Number, b: Number) => this.float('Sub', a, b);
  mul = (a: Number, b: Number) => this.float('Multiply', a, b);
  div = (a: Number, b: Number) => this.float('RealDiv', a, b);
  exp = (x: Number) => this.float('Exp', x);
  log = (x: Number) => this.float('Log', x);
  abs = (x: Number) => this.float('Abs', x);
  sqrt = (x: Number) => this.float('Sqrt', x);
  neg = (x: Number) => this.float('Neg', x);
  less = (a: Number, b: Number) => this.test('Less', a, b);
  greater = (a: Number, b: Number) => this.test('Greater', a, b);
  equal = (a: Number, b: Number) => this.test('Equal', a, b);
  floorDiv = (a: Number, b: Number) => this.#apply('FloorDiv', 'int32', [a, b]);
  select = (condition: Value, yes: Number, no: Number) => this.float('Select', condition, yes, no);
  /** Whether the sign is minus, also that of 0. */
  hasMinus = (x: Value) => this.test('LogicalOr', this.less(x, 0), this.less(this.div(1, x), 0));
  /** The value, but −value where x < 0. */
  withSign = (value: Value, x: Value) => this.select(this.less(x, 0), this.neg(value), value);
  /** Horner's rule, the highest power first. */
  polynomial = (x: Value, [first, ...rest]: readonly number[]): Number =>
    rest.reduce<Number>((sum, coefficient) => this.add(this.mul(sum, x), coefficient), first as number);

  /** exp(x) / 2, where exp(x) may be too large. */
  halfExp = (x: Number) => {
    const root = this.exp(this.mul(0.5, x));
    return this.mul(this.mul(0.5, root), root);
  };
  expm1 = (x: Number) => this.float('Expm1', x);
  log1p = (x: Number) => this.float('Log1p', x);

  /** Cephes, atanf.c. */
  atan(x: Value): Value {
    const size = this.abs(x);
    const isLarge = this.greater(size, 2.414213562373095);
    const isMiddle = this.greater(size, 0.4142135623730951);
    const r = this.select(
      isLarge,
      this.div(-1, size),
      this.select(isMiddle, this.div(this.sub(size, 1), this.add(size, 1)), size),
    );
    const base = this.select(isLarge, Math.PI / 2, this.select(isMiddle, Math.PI / 4, 0));
    const z = this.mul(r, r);
    const series = this.polynomial(z, [8.05374449538e-2, -1.38776856032e-1, 1.99777106478e-1, -3.33329491539e-1]);
    return this.withSign(this.add(base, this.add(this.mul(this.mul(series, z), r), r)), x);
  }

  asin(x: Value): Value {
    return this.atan(this.div(x, this.sqrt(this.mul(this.sub(1, x), this.add(1, x)))));
  }

  sinh(x: Value): Value {
    const t = this.expm1(this.abs(x));
    const half = this.halfExp(this.abs(x));
    const near = this.mul(0.5, this.add(t, this.div(t, this.add(t, 1))));
    return this.withSign(this.select(this.greater(this.abs(x), 20), half, near), x);
  }
}

type Definition = (f: Formula, args: readonly [Value, Value]) => Value;

const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

/** Kernels written as formulas of others. */
const formulas = {
  Acos: (f, [x]) => f.mul(2, f.atan(f.sqrt(f.div(f.sub(1, x), f.add(1, x))))),
  Acosh: (f, [x]) => {
    const over = f.sub(x, 1);
    const value = f.log1p(f.add(over, f.mul(f.sqrt(over), f.sqrt(f.add(x, 1)))));
    return f.select(f.greater(x, 1e8), f.add(f.log(x), Math.LN2), value);
  },
  Asin: (f, [x]) => f.asin(x),
  Asinh: (f, [x]) => {
    const size = f.abs(x);
    const root = f.sqrt(f.add(f.mul(x, x), 1));
    const value = f.log1p(f.add(size, f.div(f.mul(size, size), f.add(1, root))));
    return f.withSign(f.select(f.greater(size, 1e8), f.add(f.log(size), Math.LN2), value), x);
  },
  Atan: (f, [x]) => f.atan(x),
  Atan2: (f, [y, x]) => {
    const [width, height] = [f.abs(x), f.abs(y)];
    const [small, large] = [f.float('Minimum', width, height), f.float('Maximum', width, height)];
    // Both infinite, or both 0.
    const ratio = f.select(f.equal(small, large), f.select(f.equal(large, 0), 0, 1), f.div(small, large));
    const angle = f.atan(ratio);
    const first = f.select(f.greater(height, width), f.sub(Math.PI / 2, angle), angle);
    const upper = f.select(f.hasMinus(x), f.sub(Math.PI, first), first);
    return f.select(f.hasMinus(y), f.neg(upper), upper);
  },
  Atanh: (f, [x]) => {
    const size = f.abs(x);
    return f.withSign(f.mul(0.5, f.log1p(f.div(f.mul(2, size), f.sub(1, size)))), x);
  },
  Cosh: (f, [x]) => {
    const half = f.halfExp(f.abs(x));
    return f.add(half, f.div(0.25, half));
  },
  Elu: (f, [x]) => f.select(f.less(x, 0), f.expm1(x), x),
  EluGrad: (f, [dy, y]) => f.select(f.less(y, 0), f.mul(dy, f.add(y, 1)), dy),
  FloorDiv: (f, [a, b]) => f.floorDiv(a, b),
  Mod: (f, [a, b]) => f.float('Mod', a, b),
  Pow: (f, [x, y]) => {
    const { expression } = y;
    const exponent = expression.kind === 'literal' ? expression.value : undefined;
    if (exponent === 1) return x;
    if (exponent === 2) return f.mul(x, x);
    if (exponent === 3) return f.mul(f.mul(x, x), x);
    if (exponent === -1) return f.div(1, x);
    return f.float('Pow', x, y);
  },
  Prelu: (f, [x, alpha]) => f.select(f.less(x, 0), f.mul(alpha, x), x),
  RealDiv: (f, [a, b]) => f.div(a, b),
  Relu6: (f, [x]) => f.float('Minimum', f.float('Relu', x), 6),
  Selu: (f, [x]) => f.select(f.less(x, 0), f.mul(SELU.scale * SELU.alpha, f.expm1(x)), f.mul(SELU.scale, x)),
  Sign: (f, [x]) => f.select(f.greater(x, 0), 1, f.select(f.less(x, 0), -1, 0)),
  Sinh: (f, [x]) => f.sinh(x),
  Tan: (f, [x]) => f.div(f.float('Sin', x), f.float('Cos', x)),
} satisfies Partial<Record<Kernel, Definition>>;

const tests = {
  IsFinite: (f, x) => f.less(f.abs(x), Number.POSITIVE_INFINITY),
  IsInf: (f, x) => f.equal(f.abs(x), Number.POSITIVE_INFINITY),
  IsNan: (f, x) => f.test('NotEqual', x, x),
} satisfies Partial<Record<Kernel, (f: Formula, x: Value) => Value>>;

/** The value in another type. */
export const cast = (to: Lowering, value: Value, dtype: DType): Value => {
  const from = value.expression.dtype;
  if (from === dtype) return value;
  return to.operation('Cast', dtype, [value], value.shape);
};

/** Integers are computed in float32, and what comes out is made an integer again, by cutting it off. */
const formula =
  (definition: Definition): Rule =>
  (to, node, args) => {
    const { kernel, shape, dtype } = node;
    if ((args[0] as Value).expression.dtype !== 'float32' && isOperation(kernel) && takesIntegers(kernel))
      return to.operation(kernel, dtype, args, shape);
    const floats = args.map((arg) => cast(to, arg, 'float32'));
    const result = definition(new Formula(to, shape), floats as unknown as readonly [Value, Value]);
    if (dtype === 'float32' || result.expression.dtype !== 'float32') return to.broadcast(result, shape);
    return to.operation(dtype === 'bool' ? 'Truncate' : 'Cast', dtype, [result], shape);
  };

/** The rule of a kernel that is an operation: on the types that it is given, or on floats if there is no other. */
const ofOperation = (op: OperationName): Rule =>
  takesIntegers(op)
    ? (to, { dtype, shape }, args) => to.operation(op, dtype, args, shape)
    : formula((f, [x]) => f.float(op, x));

/** A bound as an integer: what lies beyond all integers is the last of them. */
const integerBound = (bound: number) => Math.trunc(Math.min(Math.max(bound, -(2 ** 31)), 2 ** 31 - 1));

/** A rule for each of the kernels that a table has. */
const table = <K extends string, T>(entries: Readonly<Record<K, T>>, rule: (entry: T, kernel: K) => Rule) =>
  Object.fromEntries(Object.keys(entries).map((kernel) => [kernel, rule(entries[kernel as K], kernel as K)])) as Record<
    Extract<K, Kernel>,
    Rule
  >;

export const elementwise = {
  ...table(operations, (_, op) => ofOperation(op)),
  ...table(formulas, formula),
  ...table(
    tests,
    (test) =>
      (to, { shape }, [x]) =>
        test(new Formula(to, shape), cast(to, x as Value, 'float32')),
  ),
  AddN: (to, { dtype, shape }, args) => to.fold(args, (total, arg) => to.operation('Add', dtype, [total, arg], shape)),
  Cast: (to, { dtype }, [x]) => cast(to, x as Value, dtype),
  ClipByValue: (to, { attrs, dtype, shape }, [x]) => {
    const { clipValueMin, clipValueMax } = attrs;
    const bound = (value: number) => to.literal(dtype === 'float32' ? value : integerBound(value), dtype);
    const raised = to.operation('Maximum', dtype, [x as Value, bound(clipValueMin)], shape);
    return to.operation('Minimum', dtype, [raised, bound(clipValueMax)], shape);
  },
  LeakyRelu: (to, node, args) =>
    formula((f, [x]) => f.select(f.less(x, 0), f.mul(node.attrs.alpha, x), x))(to, node, args),
  /** Of a boolean tfjs gives the boolean: it multiplies by −1, and a boolean −1 is 1. */
  Neg: (to, { dtype, shape }, [x]) =>
    dtype === 'bool' ? (x as Value) : to.operation('Neg', dtype, [x as Value], shape),
  /** A condition of one dimension chooses whole rows. tf.where alone takes two types as they are. */
  Select: (to, { dtype, shape }, args) => {
    const [condition, yes, no] = args as readonly [Value, Value, Value];
    const column = [...condition.shape, ...shape.slice(condition.shape.length).map(() => 1)];
    const branches = [yes, no].map((branch) => cast(to, branch, dtype));
    return to.operation('Select', dtype, [to.reshape(condition, column), ...branches], shape);
  },
  Step: (to, { attrs, dtype, shape }, args) => to.operation('Step', dtype, args, shape, attrs.alpha),
  ZerosLike: (to, { dtype, shape }) => to.literal(0, dtype, shape),
  OnesLike: (to, { dtype, shape }) => to.literal(1, dtype, shape),
  Fill: (to, { attrs, dtype, shape }) => to.literal(Number(attrs.value), dtype, shape),
} satisfies Partial<Rules>;
