/** The kernel that draws random bits. */
import type { Value } from '../program/expression.ts';
import type { Rule } from './lowering.ts';

export const random: Readonly<Record<string, Rule>> = {
  Threefry: (to, { attrs, shape, dtype }, [counter]) => {
    const { buffer, offset } = to.inMemory(counter as Value).expression;
    const bits = to.room(shape, dtype);
    const out = bits.expression.buffer;
    to.steps.push({
      kind: 'call',
      kernel: 'threefryAt',
      args: [
        attrs.key0 as number,
        attrs.key1 as number,
        { buffer, offset },
        { buffer: out, offset: 0 },
        attrs.count as number,
      ],
      reads: [buffer],
      writes: [out],
    });
    return bits;
  },
};
