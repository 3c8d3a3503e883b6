/** Kernels that compute element by element, with broadcasting. */
import type { Value } from './expression.ts';
import type { DType, Node } from './graph.ts';
import type { Lowering, Rule } from './lowering.ts';

/** Kernels that are one operation of the emitter each. */
const direct =
  'Abs Add Ceil Cos Equal Erf Exp Expm1 Floor Greater GreaterEqual Less LessEqual Log Log1p LogicalAnd LogicalNot LogicalOr Maximum Minimum Multiply Neg NotEqual RealDiv Reciprocal Relu Round Rsqrt Sigmoid Sin Softplus Sqrt Square SquaredDifference Step Sub Tanh'.split(
    ' ',
  );

/** Terms of a sum that are added in one pass. */
const TERMS = 60;

type Number = Value | number;

/** Writes formulas over values of one shape, in float32. */
class Formula {
  readonly #to: Lowering;
  readonly #shape: readonly number[];

  constructor(to: Lowering, shape: readonly number[]) {
    this.#to = to;
    this.#shape = shape;
  }

  #apply(op: string, dtype: DType, args: readonly Number[]): Value {
    const values = args.map((arg) => (typeof arg === 'number' ? this.#to.literal(arg, 'float32') : arg));
    return this.#to.operation(op, dtype, values, this.#shape);
  }

  float = (op: string, ...args: Number[]) => this.#apply(op, 'float32', args);
  test = (op: string, ...args: Number[]) => this.#apply(op, 'bool', args);
  add = (a: Number, b: Number) => this.float('Add', a, b);
  sub = (a: Number, b: Number) => this.float('Sub', a, b);
  mul = (a: Number, b: Number) => this.float('Multiply', a, b);
  div = (a: Number, b: Number) => this.float('RealDiv', a, b);
  exp = (x: Number) => this.float('Exp', x);
  log = (x: Number) => this.float('Log', x);
  abs = (x: Number) => this.float('Abs', x);
  sqrt = (x: Number) => this.float('Sqrt', x);
  neg = (x: Number) => this.float('Neg', x);
  floor = (x: Number) => this.float('Floor', x);
  less = (a: Number, b: Number) => this.test('Less', a, b);
  greater = (a: Number, b: Number) => this.test('Greater', a, b);
  equal = (a: Number, b: Number) => this.test('Equal', a, b);
  select = (condition: Value, yes: Number, no: Number) => this.float('Select', condition, yes, no);
  /** The value, but −value where x < 0. */
  withSign = (value: Value, x: Value) => this.select(this.less(x, 0), this.neg(value), value);
  /** Horner's rule, the highest power first. */
  polynomial = (x: Value, [first, ...rest]: readonly number[]): Number =>
    rest.reduce<Number>((sum, coefficient) => this.add(this.mul(sum, x), coefficient), first as number);

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
    const half = this.exp(this.sub(this.abs(x), Math.LN2));
    const near = this.mul(0.5, this.add(t, this.div(t, this.add(t, 1))));
    return this.withSign(this.select(this.greater(this.abs(x), 20), half, near), x);
  }
}

type Definition = (f: Formula, args: readonly [Value, Value], node: Node) => Value;

const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

/** Kernels written as formulas of others. */
const formulas: Readonly<Record<string, Definition>> = {
  Acos: (f, [x]) => f.sub(Math.PI / 2, f.asin(x)),
  Acosh: (f, [x]) => f.log(f.add(x, f.mul(f.sqrt(f.sub(x, 1)), f.sqrt(f.add(x, 1))))),
  Asin: (f, [x]) => f.asin(x),
  Asinh: (f, [x]) => {
    const size = f.abs(x);
    const root = f.sqrt(f.add(f.mul(x, x), 1));
    const value = f.log1p(f.add(size, f.div(f.mul(size, size), f.add(1, root))));
    return f.withSign(f.select(f.greater(size, 1e8), f.add(f.log(size), Math.LN2), value), x);
  },
  Atan: (f, [x]) => f.atan(x),
  Atan2: (f, [y, x]) => {
    const angle = f.atan(f.div(y, x));
    const turned = f.select(f.less(y, 0), f.sub(angle, Math.PI), f.add(angle, Math.PI));
    const value = f.select(f.less(x, 0), turned, angle);
    return f.select(f.equal(y, 0), f.select(f.less(x, 0), Math.PI, f.mul(0, f.add(x, y))), value);
  },
  Atanh: (f, [x]) => f.mul(0.5, f.log1p(f.div(f.mul(2, x), f.sub(1, x)))),
  ClipByValue: (f, [x], { attrs }) => {
    const { clipValueMin, clipValueMax } = attrs as { clipValueMin: number; clipValueMax: number };
    return f.float('Minimum', f.float('Maximum', x, clipValueMin), clipValueMax);
  },
  Cosh: (f, [x]) => {
    const half = f.exp(f.sub(f.abs(x), Math.LN2));
    return f.add(half, f.div(0.25, half));
  },
  Elu: (f, [x]) => f.select(f.less(x, 0), f.expm1(x), x),
  EluGrad: (f, [dy, y]) => f.select(f.less(y, 0), f.mul(dy, f.add(y, 1)), dy),
  FloorDiv: (f, [a, b]) => f.floor(f.div(a, b)),
  LeakyRelu: (f, [x], { attrs }) => f.select(f.less(x, 0), f.mul(attrs.alpha as number, x), x),
  /** The sign of the divisor, as in Python. */
  Mod: (f, [a, b]) => f.sub(a, f.mul(b, f.floor(f.div(a, b)))),
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
  Relu6: (f, [x]) => f.float('Minimum', f.float('Relu', x), 6),
  Selu: (f, [x]) => f.select(f.less(x, 0), f.mul(SELU.scale * SELU.alpha, f.expm1(x)), f.mul(SELU.scale, x)),
  Sign: (f, [x]) => f.select(f.greater(x, 0), 1, f.select(f.less(x, 0), -1, 0)),
  Sinh: (f, [x]) => f.sinh(x),
  Tan: (f, [x]) => f.div(f.float('Sin', x), f.float('Cos', x)),
};

const tests: Readonly<Record<string, (f: Formula, x: Value) => Value>> = {
  IsFinite: (f, x) => f.less(f.abs(x), Number.POSITIVE_INFINITY),
  IsInf: (f, x) => f.equal(f.abs(x), Number.POSITIVE_INFINITY),
  IsNan: (f, x) => f.test('NotEqual', x, x),
};

const cast = (to: Lowering, value: Value, dtype: DType): Value => {
  const from = value.expression.dtype;
  if (from === dtype) return value;
  // A boolean is 0 or 1 in memory.
  if (from === 'bool' && dtype === 'int32') return to.operation('Identity:int32', dtype, [value], value.shape);
  const source = from === 'float32' ? dtype : dtype === 'bool' ? 'bool:int32' : 'float32';
  return to.operation(`Cast:${source}`, dtype, [value], value.shape);
};

/** Integers are computed in float32, and what comes out is made an integer again. */
const formula =
  (definition: Definition): Rule =>
  (to, node, args) => {
    const floats = args.map((arg) => cast(to, arg, 'float32'));
    const result = definition(new Formula(to, node.shape), floats as unknown as readonly [Value, Value], node);
    return cast(to, to.broadcast(result, node.shape), node.dtype);
  };

const table = <T>(entries: Readonly<Record<string, T>>, rule: (entry: T) => Rule): Record<string, Rule> =>
  Object.fromEntries(Object.entries(entries).map(([kernel, entry]) => [kernel, rule(entry)]));

export const elementwise: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    direct.map((kernel): [string, Rule] => [
      kernel,
      (to, { dtype, shape, attrs }, args) =>
        to.operation(kernel, dtype, args, shape, attrs.alpha as number | undefined),
    ]),
  ),
  ...table(formulas, formula),
  ...table(
    tests,
    (test) =>
      (to, { shape }, [x]) =>
        test(new Formula(to, shape), cast(to, x as Value, 'float32')),
  ),
  AddN: (to, { dtype, shape }, args) =>
    args.reduce((sum, arg, i) => {
      const total = to.operation('Add', dtype, [sum, arg], shape);
      return i % TERMS === 0 ? to.copy(total) : total;
    }),
  Cast: (to, { dtype }, [x]) => cast(to, x as Value, dtype),
  /** A condition of one dimension chooses whole rows. */
  Select: (to, { dtype, shape }, args) => {
    const [condition, yes, no] = args as readonly [Value, Value, Value];
    const column = [...condition.shape, ...shape.slice(condition.shape.length).map(() => 1)];
    return to.operation('Select', dtype, [to.reshape(condition, column), yes, no], shape);
  },
  ZerosLike: (to, { dtype, shape }) => to.literal(0, dtype, shape),
  OnesLike: (to, { dtype, shape }) => to.literal(1, dtype, shape),
  Fill: (to, { attrs, dtype, shape }) => to.literal(Number(attrs.value), dtype, shape),
};
