/**
 * The elementwise operations of the middle language: which types each takes and gives, what it computes, what it costs, and
 * how it folds. Emission (emit/expression.ts), the computation by hand (compute.ts), folding (fold-constants.ts) and the rules
 * of elementwise kernels derive from this table.
 */
import type { DType } from '../../graph/graph.ts';
import type { Formula } from './arithmetic.ts';
import type { CalledFunction } from './called-functions.ts';
import {
  binary,
  call,
  comparison,
  type Entry,
  FLOAT,
  FLOATS,
  first,
  INTEGER,
  INTEGERS,
  type Kind,
  lane,
  logical,
  ofFloat,
  type Signature,
  truth,
  unary,
} from './entry.ts';
import { exp, fusedExp, fusedSigmoid, fusedTanh, sigmoid, tanh } from './exponentials.ts';
import type { LaneInstruction } from './lane-instructions.ts';

const quick = { quick: true } as const;
const long = { long: true } as const;

/** Of integers it is another function, and prints as that. */
const ofIntegers = (name: string, fn: CalledFunction): Signature => ({
  takes: INTEGERS,
  gives: 'integer',
  formula: call(fn),
  name,
});
const integerFloorDiv = ofIntegers('IntegerFloorDiv', 'integerFloorDiv4');

const compareTo0 =
  (instruction: LaneInstruction): Formula =>
  (m, [x]) =>
    m.apply(instruction, x, m.integer(0));

/** The square of what a formula gives, which is the argument unless it says otherwise. */
const squareOf =
  (multiply: LaneInstruction, of: Formula = first): Formula =>
  (m, args, alpha) => {
    const held = m.keep(of(m, args, alpha));
    return m.apply(multiply, held, held);
  };

/** 1 where x > 0, else alpha; NaN stays NaN: all bits set. */
const step: Formula = (m, [x], alpha) => {
  const held = m.keep(x);
  const isPositive = m.apply('f32x4.gt', held, m.float(0));
  const value =
    alpha === 0
      ? m.apply('v128.and', isPositive, m.float(1))
      : m.apply('v128.bitselect', m.float(1), m.float(alpha), isPositive);
  return m.apply('v128.or', value, m.apply('f32x4.ne', held, held));
};
const integerStep: Formula = (m, [x], alpha) =>
  m.apply('v128.bitselect', m.integer(1), m.integer(Math.trunc(alpha)), m.apply('i32x4.gt_s', x, m.integer(0)));

const threeFloats = (instruction: LaneInstruction): Entry => ({
  signatures: [{ takes: ['float32', 'float32', 'float32'], gives: 'float32', formula: lane(instruction) }],
});

const table = {
  Abs: unary(lane('f32x4.abs'), lane('i32x4.abs'), quick),
  Add: binary(lane('f32x4.add'), lane('i32x4.add'), {
    ...quick,
    fold: { of: (a, b) => a + b, first: 0, second: 0 },
  }),
  BitwiseAnd: { signatures: [{ takes: INTEGERS, gives: 'int32', formula: lane('v128.and') }] },
  Cast: {
    signatures: [
      { takes: ['bool'], gives: 'int32', formula: first, name: 'Identity:int32' },
      { takes: ['int32'], gives: 'bool', formula: truth(compareTo0('i32x4.ne')), name: 'Cast:bool:int32' },
      { takes: INTEGER, gives: 'float32', formula: lane('f32x4.convert_i32x4_s'), name: 'Cast:float32' },
      { takes: FLOAT, gives: 'int32', formula: call('toInteger4'), name: 'Cast:int32' },
      { takes: FLOAT, gives: 'bool', formula: truth(compareTo0('f32x4.ne')), name: 'Cast:bool' },
    ],
  },
  Ceil: unary(lane('f32x4.ceil'), first),
  Cos: ofFloat(call('cos4')),
  Equal: comparison('f32x4.eq', 'i32x4.eq'),
  Erf: ofFloat(call('erf4')),
  Exp: ofFloat(exp, long),
  Expm1: ofFloat(call('expm14')),
  Floor: unary(lane('f32x4.floor'), first),
  FloorDiv: {
    signatures: [{ takes: FLOATS, gives: 'int32', formula: call('floorDiv4') }, integerFloorDiv],
  },
  FusedExp: ofFloat(fusedExp, long),
  FusedSigmoid: ofFloat(fusedSigmoid, long),
  FusedTanh: ofFloat(fusedTanh, long),
  Greater: comparison('f32x4.gt', 'i32x4.gt_s'),
  GreaterEqual: comparison('f32x4.ge', 'i32x4.ge_s'),
  /** The second where it is larger, else the first: NaN in the second counts for nothing. */
  Larger: binary(lane('f32x4.pmax'), lane('i32x4.max_s'), quick),
  Less: comparison('f32x4.lt', 'i32x4.lt_s'),
  LessEqual: comparison('f32x4.le', 'i32x4.le_s'),
  Log: ofFloat(call('log4')),
  Log1p: ofFloat(call('log1p4')),
  LogicalAnd: logical(INTEGERS, lane('v128.and')),
  LogicalNot: logical(INTEGER, truth(compareTo0('i32x4.eq'))),
  LogicalOr: logical(INTEGERS, lane('v128.or')),
  Maximum: binary(lane('f32x4.max'), lane('i32x4.max_s'), quick),
  Minimum: binary(lane('f32x4.min'), lane('i32x4.min_s')),
  Mod: {
    signatures: [{ takes: FLOATS, gives: 'float32', formula: call('mod4') }, ofIntegers('IntegerMod', 'integerMod4')],
  },
  Multiply: binary(lane('f32x4.mul'), lane('i32x4.mul'), {
    ...quick,
    fold: { of: (a, b) => a * b, first: 1, second: 1 },
  }),
  /** a · b + c, rounded once. */
  MultiplyAdd: threeFloats('f32x4.relaxed_madd'),
  Neg: unary(lane('f32x4.neg'), lane('i32x4.neg'), { ...quick, fold: { of: (a) => -a } }),
  NotEqual: comparison('f32x4.ne', 'i32x4.ne'),
  Pow: {
    signatures: [{ takes: FLOATS, gives: 'float32', formula: call('pow4') }, ofIntegers('IntegerPow', 'integerPow4')],
  },
  RealDiv: {
    // tfjs divides integers by FloorDiv; booleans are left.
    signatures: [{ takes: FLOATS, gives: 'float32', formula: lane('f32x4.div') }, integerFloorDiv],
    fold: { of: (a, b) => a / b, second: 1 },
  },
  Reciprocal: ofFloat((m, [x]) => m.apply('f32x4.div', m.float(1), x)),
  // One instruction, where max takes seven; NaN stays NaN.
  Relu: unary(
    (m, [x]) => m.apply('f32x4.pmax', x, m.float(0)),
    (m, [x]) => m.apply('i32x4.max_s', x, m.integer(0)),
    quick,
  ),
  Round: unary(lane('f32x4.nearest'), first),
  Rsqrt: ofFloat((m, [x]) => m.apply('f32x4.div', m.float(1), m.apply('f32x4.sqrt', x))),
  Select: {
    signatures: (['float32', 'integer'] as const).map((kind) => ({
      takes: ['integer', kind, kind],
      gives: kind,
      formula: (m, [condition, yes, no]) =>
        m.apply('v128.bitselect', yes, no, m.apply('i32x4.ne', condition, m.integer(0))),
    })),
  },
  Sigmoid: ofFloat(sigmoid, long),
  Sin: ofFloat(call('sin4')),
  Softplus: ofFloat(call('softplus4')),
  Sqrt: ofFloat(lane('f32x4.sqrt')),
  Square: unary(squareOf('f32x4.mul'), squareOf('i32x4.mul'), { ...quick, fold: { of: (a) => a * a } }),
  SquaredDifference: binary(squareOf('f32x4.mul', lane('f32x4.sub')), squareOf('i32x4.mul', lane('i32x4.sub'))),
  Step: unary(step, integerStep, quick),
  Sub: binary(lane('f32x4.sub'), lane('i32x4.sub'), { ...quick, fold: { of: (a, b) => a - b, second: 0 } }),
  /** c − a · b, rounded once. */
  SubtractProduct: threeFloats('f32x4.relaxed_nmadd'),
  Tanh: ofFloat(tanh, long),
  /** A float32 as an integer where tfjs writes it into an array of booleans: cut off, as by a cast to int32. */
  Truncate: { signatures: [{ takes: FLOAT, gives: 'bool', formula: call('toInteger4'), name: 'Cast:int32' }] },
} as const satisfies Record<string, Entry>;

export type OperationName = keyof typeof table;

export const operations: Readonly<Record<OperationName, Entry>> = table;

export const operationNames = Object.keys(table) as readonly OperationName[];

export const isOperation = (name: string): name is OperationName => Object.hasOwn(table, name);

/** Whether it is there on integers, and so need not be computed in float32. */
export const takesIntegers = (op: OperationName) =>
  operations[op].signatures.some(({ takes }) => !takes.includes('float32'));

const fits = (kind: Kind | undefined, type: DType) =>
  kind === type || (kind === 'integer' && (type === 'int32' || type === 'bool'));

/** The operation on these types; one that there is not is refused. */
export function signatureOf(op: OperationName, types: readonly DType[], dtype: DType): Signature {
  const entry: Entry | undefined = operations[op];
  if (!entry) throw new TypeError(`jit: there is no operation ${op}`);
  const { signatures } = entry;
  const found = signatures.find(
    ({ takes, gives }) =>
      takes.length === types.length && types.every((type, i) => fits(takes[i], type)) && fits(gives, dtype),
  );
  if (found) return found;
  const known = signatures.map(({ takes, gives }) => `(${takes.join(', ')}) → ${gives}`);
  throw new TypeError(
    `jit: the operation ${op} is ${known.join(' or ')}, got (${types.join(', ')}) → ${dtype}; integer stands for int32 and bool`,
  );
}
