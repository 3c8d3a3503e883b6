import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VectorEmitter } from '../../src/emit/expression.ts';
import { imports, LOAD, STORE } from '../../src/emit/opcodes.ts';
import { FunctionWriter, I32, writeModule } from '../../src/emit/wasm-writer.ts';
import type { DType } from '../../src/graph/graph.ts';
import { bitsOf, floatOf } from '../../src/program/arithmetic/bits.ts';
import { compute } from '../../src/program/arithmetic/compute.ts';
import { foldConstants } from '../../src/program/arithmetic/fold-constants.ts';
import { operationNames, operations } from '../../src/program/arithmetic/operations.ts';
import { nameOf, type Operation, operation, type View } from '../../src/program/expression.ts';
import { loadKernels } from '../../src/run/load-kernels.ts';
import { fuses } from '../../src/run/numerics.ts';

type Kind = DType | 'integer';

/** The types that a kind stands for. */
const typesOf = (kind: Kind): readonly DType[] => (kind === 'integer' ? ['int32', 'bool'] : [kind]);

const view = (buffer: number, dtype: DType): View => ({ kind: 'view', buffer, offset: 0, strides: [1], dtype });

/** Those of fused arithmetic. */
const fused = ['FusedExp', 'FusedSigmoid', 'FusedTanh', 'MultiplyAdd', 'SubtractProduct'];

/** Every operation that this runtime has, on every combination of types. */
const all: readonly Operation[] = operationNames
  .filter((op) => fuses() || !fused.includes(op))
  .flatMap((op) =>
    operations[op].signatures.flatMap(({ takes, gives }) =>
      // What is equal in the table is equal here: all integers are int32, or all are booleans.
      [0, 1].flatMap((choice) => {
        const pick = (kind: Kind) => typesOf(kind)[choice];
        const types = takes.map((kind) => pick(kind) ?? typesOf(kind)[0]!);
        const alphas = op === 'Step' ? [0, 0.3, -2] : [undefined];
        return choice === 1 && ![...takes, gives].includes('integer')
          ? []
          : alphas.map((alpha) =>
              operation(
                op,
                types.map((type, i) => view(i, type)),
                pick(gives) ?? typesOf(gives)[0]!,
                alpha,
              ),
            );
      }),
    ),
  );

const describeOperation = (e: Operation) =>
  `${nameOf(e)}(${e.args.map(({ dtype }) => dtype)}) → ${e.dtype}${e.alpha === undefined ? '' : `, alpha ${e.alpha}`}`;

/** Runs the emitted code of an operation on the bits of its arguments. */
function run(e: Operation, args: readonly Int32Array[]): Int32Array {
  const blocks = Math.ceil(args[0]!.length / 4);
  const place = (i: number) => 4096 + i * 16 * blocks;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(place(args.length + 1) / 65536) });
  args.forEach((bits, i) => {
    new Int32Array(memory.buffer, place(i), bits.length).set(bits);
  });
  const code = new FunctionWriter();
  const offset = code.local(I32);
  code.repeat(blocks, () => {
    const result = new VectorEmitter(code, [e]).block(({ buffer }) => code.get(offset).memory(LOAD, place(buffer)))(e);
    code.get(offset).get(result).memory(STORE, place(args.length)).advance(offset, 16);
  });
  const env = { ...loadKernels(memory), memory, host: () => {} };
  const module = new WebAssembly.Module(writeModule(imports, { code }));
  (new WebAssembly.Instance(module, { env }).exports.code as () => void)();
  return new Int32Array(memory.buffer, place(args.length), args[0]!.length);
}

/** The same by hand. */
const byHand = (e: Operation, args: readonly Int32Array[]): Int32Array =>
  Int32Array.from(args[0]!, (_, i) => {
    const values = args.map((bits, a) => (e.args[a]!.dtype === 'float32' ? floatOf(bits[i]!) : bits[i]!));
    const result = compute(e, values);
    return e.dtype === 'float32' ? bitsOf(result) : result;
  });

const isNaNOf = (bits: number) => Number.isNaN(floatOf(bits));

/** Where the two differ, but for which NaN it is. */
function differences(e: Operation, args: readonly Int32Array[]): string[] {
  const emitted = run(e, args);
  const computed = byHand(e, args);
  const show = (bits: number, dtype: DType) => (dtype === 'float32' ? `${floatOf(bits)}` : `${bits}`);
  return [...emitted.keys()]
    .filter(
      (i) => emitted[i] !== computed[i] && !(e.dtype === 'float32' && isNaNOf(emitted[i]!) && isNaNOf(computed[i]!)),
    )
    .map((i) => {
      const given = args.map((bits, a) => show(bits[i]!, e.args[a]!.dtype));
      return `${describeOperation(e)} of ${given}: emitted ${show(emitted[i]!, e.dtype)}, by hand ${show(computed[i]!, e.dtype)}`;
    });
}

/** Float32 values where functions bend, break or round, of both signs. */
const special = [
  0,
  1e-45,
  2e-45,
  5.9e-39,
  2 ** -126,
  2 ** -24,
  1e-4,
  0.25,
  0.5,
  floatOf(0x3f3504f2),
  floatOf(0x3f3504f3),
  1,
  1.0000001,
  1.5,
  2,
  2.5,
  3,
  3.5,
  10,
  17,
  88.72284,
  89,
  103.97,
  104,
  255,
  2 ** 22 + 0.5,
  2 ** 23 - 0.5,
  2 ** 23 + 1,
  2 ** 24,
  2 ** 31 - 128,
  2 ** 31,
  2 ** 32 + 512,
  2 ** 53,
  2 ** 64,
  3.4028234663852886e38,
  Number.POSITIVE_INFINITY,
  Number.NaN,
].flatMap((x) => [bitsOf(x), bitsOf(-x)]);
const integers = [0, 1, 2, 3, 7, 31, 32, 255, 65535, 65536, 46341, 2 ** 24 + 1, 2 ** 30, 2 ** 31 - 1].flatMap((x) => [
  x,
  -x,
]);
const specialOf: Readonly<Record<DType, readonly number[]>> = {
  float32: special,
  int32: [...integers, -(2 ** 31)],
  bool: [0, 1],
};

/** Bits by a rule that visits every exponent with many mantissas. */
const sweep = (length: number, shift: number) =>
  Int32Array.from({ length }, (_, i) => Math.imul(i + shift * 7919, 0x9e3779b1) ^ (i >> 3));
const drawn = (length: number, dtype: DType, shift: number) =>
  dtype === 'bool' ? sweep(length, shift).map((bits) => bits & 1) : sweep(length, shift);

describe('by hand and emitted, bit for bit', () => {
  test.each(all.map((e) => [describeOperation(e), e] as const))('%s', (_, e) => {
    const types = e.args.map(({ dtype }) => dtype);
    // All special values with all others, then a sweep.
    const tuples = types.reduce<number[][]>(
      (known, dtype) => known.flatMap((values) => specialOf[dtype].map((value) => [...values, value])),
      [[]],
    );
    const together = types.map((_, a) => Int32Array.from(tuples, (values) => values[a]!));
    expect(differences(e, together).slice(0, 5)).toEqual([]);
    expect(
      differences(
        e,
        types.map((dtype, a) => drawn(2 ** 15, dtype, a)),
      ).slice(0, 5),
    ).toEqual([]);
    // Values of a size at which functions are neither 0 nor infinite.
    const usual = types.map((dtype, a) =>
      drawn(2 ** 14, dtype, a + 3).map((bits) =>
        dtype === 'float32'
          ? bitsOf(bits / 2 ** (23 + (bits & 7)))
          : dtype === 'int32'
            ? bits >> (22 + (bits & 7))
            : bits,
      ),
    );
    expect(differences(e, usual).slice(0, 5)).toEqual([]);
  });

  test('on whatever bits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.infiniteStream(fc.integer()), (e, stream) => {
        const args = e.args.map(({ dtype }) =>
          Int32Array.from([...stream.take(64)], (bits) => (dtype === 'bool' ? bits & 1 : bits)),
        );
        expect(differences(e, args)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

test('constants fold to what is computed', () => {
  const float = fc.float({ noNaN: false });
  const folding = operationNames.filter((op) => operations[op].fold);
  expect(folding).toEqual(['Add', 'Multiply', 'Neg', 'RealDiv', 'Square', 'Sub']);
  fc.assert(
    fc.property(fc.constantFrom(...folding), float, float, (op, a, b) => {
      const takes = operations[op].signatures[0]!.takes;
      const values = [a, b].slice(0, takes.length);
      const literals = values.map((value) => ({ kind: 'literal', value, dtype: 'float32' }) as const);
      const folded = foldConstants(
        op,
        'float32',
        literals.map((expression) => ({ shape: [], expression })),
      );
      expect(folded?.expression).toEqual({
        kind: 'literal',
        dtype: 'float32',
        value: compute(operation(op, literals, 'float32'), values),
      });
    }),
  );
});

describe('what there is not is refused where it is made', () => {
  const float = view(0, 'float32');
  const integer = view(1, 'int32');

  test.each([
    [
      () => operation('Add', [float, integer], 'float32'),
      'jit: the operation Add is (float32, float32) → float32 or (integer, integer) → integer, got (float32, int32) → float32',
    ],
    [
      () => operation('Sqrt', [integer], 'int32'),
      'jit: the operation Sqrt is (float32) → float32, got (int32) → int32',
    ],
    [() => operation('Add', [float], 'float32'), 'got (float32) → float32'],
    [() => operation('Less', [float, float], 'float32'), 'got (float32, float32) → float32'],
    [() => operation('Sinc' as 'Sin', [float], 'float32'), 'jit: there is no operation Sinc'],
  ])('%#', (make, message) => {
    expect(make).toThrow(message);
  });
});
