/** WebAssembly for four elements of an elementwise expression. */
import type { Expression, View } from './expression.ts';
import { BITSELECT, bitsOf, float, indexOf, integer, ONE } from './vector-opcodes.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

/** Pushes four elements of an expression. */
export function emitVector(code: FunctionWriter, expression: Expression, load: (view: View) => void): void {
  if (expression.kind === 'view') {
    load(expression);
    return;
  }
  if (expression.kind === 'literal') {
    code.splat(expression.dtype === 'float32' ? bitsOf(expression.value) : expression.value);
    return;
  }
  const { op, args, dtype, alpha } = expression;
  const arg = (i: number) => emitVector(code, args[i] as Expression, load);
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
    case 'Exp':
    case 'Log':
    case 'Tanh':
    case 'Sigmoid':
      arg(0);
      code.call(indexOf(`${op.toLowerCase()}4`));
      break;
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
      code.splat(0).simd(lanes.max);
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
      const x = held();
      code
        .splat(bitsOf(1))
        .splat(bitsOf(alpha ?? 0))
        .get(x)
        .splat(0)
        .simd(float.gt)
        .simd(BITSELECT);
      // NaN stays NaN.
      const result = code.local(V128);
      code.set(result).get(result).get(x).get(x).get(x).simd(float.eq).simd(BITSELECT);
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
      code.simd(0x4e);
      break;
    case 'LogicalOr':
      all();
      code.simd(0x50);
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
      code.simd(0xf8);
      break;
    case 'Cast:bool':
      arg(0);
      code.splat(0).simd(float.ne);
      booleans(code);
      break;
    default:
      throw new Error(`jit: the operation ${op} on ${dtype} is not compiled yet`);
  }
}

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
  code.splat(1).simd(0x4e);
}
