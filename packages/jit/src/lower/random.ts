/** The kernel that draws random bits. */
import type { Value } from '../program/expression.ts';
import type { Rules } from './lowering.ts';

export const random = {
  Threefry: (to, { attrs, shape, dtype }, [counter]) => {
    const { buffer, offset } = to.inMemory(counter as Value).expression;
    const bits = to.room(shape, dtype);
    const out = bits.expression.buffer;
    to.steps.push({
      kind: 'call',
      kernel: 'threefryAt',
      args: [attrs.key0, attrs.key1, { buffer, offset }, { buffer: out, offset: 0 }, attrs.count],
      reads: [buffer],
      writes: [out],
    });
    return bits;
  },
} satisfies Partial<Rules>;
