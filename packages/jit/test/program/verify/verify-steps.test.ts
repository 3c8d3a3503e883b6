/** Products, calls and host steps: each change that breaks a rule of theirs is refused with that rule. */
import type { CallStep, HostStep } from '../../../src/program/program.ts';
import { change, changeProduct, testBroken } from './breaks.ts';
import { integers, kept, rows, valid, view } from './valid-programs.ts';

const { layer, gradients, sparse, sampled, call, host } = valid;

testBroken([
  [
    'products',
    [
      ['rows of A', layer, changeProduct({ m: 5 }), 'A must have 5 rows, and has 6'],
      ['rows of B', layer, changeProduct({ k: 3 }), 'B must have 3 rows, and has 4'],
      [
        'rows of C',
        layer,
        changeProduct(({ c }) => ({ c: { ...c, rows: rows(5, 8) } })),
        'C must have 6 rows, and has 5',
      ],
      [
        'B in two levels',
        layer,
        changeProduct(({ b }) => ({ b: { ...b, rows: { groups: 2, size: 2, groupStride: 16, stride: 8 } } })),
        'the rows of B must be in one level in variant NN',
      ],
      [
        'C in two levels',
        gradients,
        changeProduct(({ c }) => ({ c: { ...c, rows: { groups: 2, size: 3, groupStride: 24, stride: 8 } } })),
        'the rows of C must be in one level in variant TN',
      ],
      [
        'groups',
        gradients,
        changeProduct(({ b }) => ({ b: { ...b, rows: rows(4, 8) } })),
        'the rows of A and B must be in the same groups in variant TN',
      ],
      [
        'bias and accumulation',
        layer,
        changeProduct({ accumulate: true }),
        'from what C holds or from a bias, not from both',
      ],
      [
        'accumulation without a beginning',
        sparse,
        changeProduct({ accumulate: true }),
        'C reads element 0, which no step before has written',
      ],
    ],
  ],
  [
    'lists',
    [
      ['loops', sparse, changeProduct({ loops: [{ count: 1, a: 0, b: 0, c: 0 }] }), 'a sparse product has no loops'],
      [
        'the variant',
        sampled,
        changeProduct(({ sparse }) => ({ sparse: { ...sparse!, of: 'b' } })),
        'lists are of B in variants NN and NT, and of C in TN',
      ],
      ['ReLU of samples', sampled, changeProduct({ relu: true }), 'no more than the product'],
      [
        'a bias of rows',
        sparse,
        changeProduct({ bias: { view: view(2, [1]), along: 'rows' } }),
        'a bias of its columns alone',
      ],
      [
        'lists that a step writes',
        sparse,
        (program) => {
          program.buffers[5] = kept([2]);
        },
        'the lists must be constants of integers',
      ],
      [
        'too few lists',
        sparse,
        (program) => {
          program.buffers[4] = integers(0, 1, 2);
        },
        'there must be 8 lists of 2 indices in all',
      ],
      [
        'an index outside',
        sparse,
        (program) => {
          program.buffers[5] = integers(3, 4);
        },
        'list 1 must hold indices below 4, ascending',
      ],
      [
        'an order',
        sampled,
        (program) => {
          program.buffers[4] = integers(7, 6, 6, 6);
        },
        'list 0 must hold indices below 8, ascending, a multiple of 4',
      ],
      [
        'scratch',
        sparse,
        changeProduct(({ sparse }) => ({ sparse: { ...sparse!, scratch: 64 } })),
        'the scratch must be of 1040 bytes at least, and is of 64',
      ],
    ],
  ],
  [
    'calls and host steps',
    [
      [
        'a kernel that there is not',
        call,
        change<CallStep>({ kernel: 'gemmNN' as CallStep['kernel'] }),
        'there is no kernel gemmNN',
      ],
      ['arguments', call, change<CallStep>({ args: [] }), 'argExtreme takes 7 arguments, and gets 0'],
      [
        'an address for a number',
        call,
        change<CallStep>(({ args }) => ({ args: [args[3]!, ...args.slice(1)] })),
        'outer must be a number',
      ],
      [
        'buffers that are not named',
        call,
        change<CallStep>({ reads: [] }),
        'reads and writes must name the buffers of the arguments',
      ],
      [
        'an input with gaps',
        host,
        change<HostStep>({ inputs: [{ view: view(0, [1, 2]), shape: [2, 3] }] }),
        'the input #0[1,2] must stand without gaps',
      ],
      [
        'a part of an output',
        host,
        change<HostStep>({ outputs: [view(1, [1], { offset: 3 })] }),
        'the output #1+3[1] must be a whole buffer',
      ],
      ['names', host, change<HostStep>({ names: [] }), 'there must be a name for each of the 1 inputs'],
    ],
  ],
]);
