/** Valid programs pass the verifier; each change that breaks a rule is refused with that rule. */
import { expect, test } from 'vitest';
import type { CallStep, ReduceStep } from '../../../src/program/program.ts';
import { verify } from '../../../src/program/verify/verify.ts';
import { append, change, changeBuffer, changeProduct, put, testBroken } from './breaks.ts';
import { map, rows, valid, view } from './valid-programs.ts';

const { sum, padded, state, largest, layer, gradients, call } = valid;

test.each(Object.entries(valid))('%s is valid', (_, make) => {
  const { buffers, ...program } = make();
  expect(() => verify(program, buffers)).not.toThrow();
});

testBroken([
  [
    'buffers',
    [
      [
        'another size',
        sum,
        changeBuffer(2, { size: 7 }),
        'buffer #2 must be of 6 elements, as its shape [2,3], and is of 7',
      ],
      ['values that are missing', sum, changeBuffer(1, { values: Float32Array.of(1) }), 'buffer #1 must have 3 values'],
      ['an input that is temporary', sum, changeBuffer(0, { permanent: false }), 'buffer #0 must be permanent'],
      ['zeros that are temporary', padded, changeBuffer(1, { permanent: false }), 'buffer #1 must be permanent'],
      ['zeros that are constant', sum, changeBuffer(1, { zeroed: true }), 'both constant and zero'],
    ],
  ],
  [
    'inside',
    [
      [
        'a view too far',
        sum,
        change({ stores: [{ expression: view(2, [3, 1], { offset: 1 }), output: view(3, [3, 1]) }] }, 1),
        'step 1: map [2,3] #3[3,1] = #2+1[3,1]: #2+1[3,1] must lie inside of the 6 elements of #2, and reaches from 1 to 6',
      ],
      ['a view backwards', state, put(map([4], [view(0, [1]), view(0, [-1], { offset: 2 })])), 'reaches from -1 to 2'],
      [
        'a buffer that there is not',
        state,
        put(map([4], [view(0, [1]), view(9, [1])])),
        'is of a buffer #9, which there is not',
      ],
      ['too few strides', state, put(map([4], [view(0, [1]), view(0, [])])), 'must have 1 strides, and has 0'],
      [
        'rows of C',
        layer,
        changeProduct(({ c }) => ({ c: { ...c, offset: 8 } })),
        'C must lie inside of the 48 elements of #3, and reaches from 8 to 55',
      ],
      [
        'rows of A in two levels',
        gradients,
        changeProduct(({ a }) => ({ a: { ...a, rows: { ...a.rows, groupStride: 20 } } })),
        'A must lie inside',
      ],
      ['a loop', gradients, changeProduct({ loops: [{ count: 3, a: 24, b: 32, c: 48 }] }), 'A must lie inside'],
      [
        'a bias',
        layer,
        changeProduct({ bias: { view: view(2, [1], { offset: 1 }), along: 'columns' } }),
        'the bias must lie inside',
      ],
      [
        'a kernel',
        call,
        change<CallStep>(({ args }) => ({ args: [3, ...args.slice(1)] })),
        'x must lie inside of the 6 elements of #0, and reaches from 0 to 8',
      ],
    ],
  ],
  [
    'types',
    [
      ['a store', state, put(map([4], [view(0, [1], { dtype: 'int32' }), view(0, [1])])), 'float32 is stored as int32'],
      [
        'a buffer read as it was not written',
        sum,
        put(map([2, 3], [view(3, [3, 1], { dtype: 'int32' }), view(2, [3, 1], { dtype: 'int32' })]), 1),
        '#2[3,1] takes int32, and its buffer holds float32',
      ],
      [
        'a constant',
        sum,
        changeBuffer(1, { values: Int32Array.of(1, 2, 3) }),
        'buffer #1 must have values of type float32',
      ],
      [
        'an operation',
        state,
        put(map([4], [view(0, [1]), { kind: 'operation', op: 'Add', dtype: 'float32', args: [view(0, [1])] }])),
        'the operation Add is (float32, float32)',
      ],
      [
        'a literal',
        state,
        put(map([4], [view(0, [1], { dtype: 'int32' }), { kind: 'literal', value: 0.5, dtype: 'int32' }])),
        'the literal 0.5 must be a 32-bit integer',
      ],
      [
        'a reduction',
        largest,
        change<ReduceStep>({ output: view(1, [1], { dtype: 'int32' }) }),
        'float32 is reduced to int32',
      ],
      [
        'a product of integers',
        layer,
        changeBuffer(0, { dtype: 'int32' }),
        'A takes float32, and its buffer holds int32',
      ],
      ['a kernel', call, changeBuffer(1, { dtype: 'float32' }), 'out takes int32, and its buffer holds float32'],
      ['a kernel of integers', call, changeBuffer(0, { dtype: 'bool' }), 'x takes float32, and its buffer holds bool'],
    ],
  ],
  [
    'written before',
    [
      [
        'steps in another order',
        sum,
        (program) => {
          program.steps.reverse();
        },
        'step 0: map [2,3] #3[3,1] = Neg(#2[3,1]): #2[3,1] reads element 0, which no step before has written',
      ],
      [
        'a part that is missing',
        sum,
        put(map([2, 2], [view(2, [3, 1]), view(0, [3, 1])])),
        'reads element 2, which no step before has written',
      ],
      [
        'a margin that is written',
        padded,
        append(map([1], [view(1, [1]), view(0, [1])])),
        'step 2: map [1] #1[1] = #0[1]: #1[1] writes element 0, which a step before has read as zero',
      ],
      ['a constant that is written', sum, append(map([3], [view(1, [1]), view(0, [1])])), '#1[1] writes a constant'],
      [
        'an input that is written',
        sum,
        append(map([2, 3], [view(0, [3, 1]), view(3, [3, 1])])),
        '#0[3,1] writes an input that is not an output',
      ],
      [
        'an output that is not written',
        sum,
        (program) => {
          program.steps.pop();
        },
        'the output #3 is not written whole',
      ],
    ],
  ],
  [
    'apart and in place',
    [
      [
        'a store over itself',
        sum,
        put(map([2, 3], [view(2, [0, 1]), view(0, [3, 1])])),
        'two elements of #2[0,1] have one place',
      ],
      [
        'strides that meet',
        sum,
        put(map([2, 3], [view(2, [2, 1]), view(0, [3, 1])])),
        'two elements of #2[2,1] have one place',
      ],
      [
        'stores over each other',
        sum,
        put(map([2, 2], [view(2, [3, 1]), view(0, [3, 1])], [view(2, [3, 1], { offset: 1 }), view(0, [3, 1])])),
        '#2[3,1] and #2+1[3,1] are written to one place',
      ],
      [
        'state that is turned',
        state,
        put(map([4], [view(0, [1]), view(0, [-1], { offset: 3 })])),
        '#0+3[-1] is read where #0[1] is written for other elements',
      ],
      [
        'a reduction in place',
        largest,
        (program) => {
          program.outputs = [0];
          change<ReduceStep>({ output: view(0, [3]) })(program);
        },
        '#0[3,1] is read where #0[3] is written for other elements',
      ],
      [
        'A and C in one place',
        layer,
        (program) => {
          program.outputs = [3, 0];
          changeProduct({
            n: 4,
            b: { buffer: 1, offset: 0, rows: rows(4, 8) },
            c: { buffer: 0, offset: 0, rows: rows(6, 4) },
          })(program);
        },
        'A is read where C is written',
      ],
      [
        'loops over one C',
        gradients,
        changeProduct({ loops: [{ count: 2, a: 24, b: 32, c: 0 }] }),
        'two elements of C have one place',
      ],
    ],
  ],
]);
