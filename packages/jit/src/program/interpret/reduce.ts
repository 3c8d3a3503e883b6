/** Reductions, computed by hand in the order of {@link reductionOrder}. */
import type { Numbers } from '../../graph/graph.ts';
import { bitsOf } from '../arithmetic/bits.ts';
import { laneInstructions } from '../arithmetic/lane-instructions.ts';
import type { ReduceStep } from '../program.ts';
import { reducers, reductionOrder, SIDE_BY_SIDE } from '../reduction-order.ts';
import { forEachPlace } from '../regions.ts';
import { evaluate } from './evaluate.ts';
import { arrayOf, type Memory } from './memory.ts';

/** Takes an element into a result: bits of both. */
type Combine = (result: number, element: number) => number;

export function interpretReduce(step: ReduceStep, memory: Memory): void {
  const { shape, kept, output, reducer } = step;
  const isFloat = output.dtype === 'float32';
  const { start, instruction } = reducers[reducer][isFloat ? 'float' : 'integer'];
  const combine = laneInstructions[instruction] as Combine;
  const identity = isFloat ? bitsOf(start) : start;
  const to = bitsIn(arrayOf(memory, output.buffer));
  if (shape.includes(0)) {
    forEachPlace({ ...output, sizes: shape.slice(0, kept) }, (place) => {
      to[place] = identity;
    });
    return;
  }
  const { root, target, nest, plain, first, remains } = reductionOrder(step);
  const [values] = evaluate([root], shape, memory) as [Numbers];
  const bits = bitsIn(values);
  const sizes = nest.sizes.slice(0, first);
  const reduced = { sizes: nest.sizes.slice(first), strides: plain.slice(first) };
  const line = reduced.sizes.at(-1) ?? 1;
  const places: number[] = [];
  forEachPlace({ offset: target.offset, sizes, strides: nest.strides.at(-1) as readonly number[] }, (place) => {
    places.push(place);
  });
  let result = 0;
  forEachPlace({ offset: 0, sizes, strides: plain }, (offset) => {
    const elements: number[] = [];
    forEachPlace({ offset, ...reduced }, (place) => elements.push(bits[place] as number));
    to[places[result++] as number] = remains
      ? elements.reduce((sum, element) => combine(sum, element), identity)
      : joined(elements, line, combine, identity);
  });
}

const bitsIn = ({ buffer }: Numbers) => new Int32Array(buffer);

/** What comes of lines that are dealt out to parts. */
function joined(elements: readonly number[], line: number, combine: Combine, identity: number): number {
  const side = Math.min(Math.max(line >> 2, 1), SIDE_BY_SIDE);
  const parts = new Array<number>(4 * side).fill(identity);
  const at = (part: number) => parts[part] as number;
  elements.forEach((element, i) => {
    const part = (i % line) % parts.length;
    parts[part] = combine(at(part), element);
  });
  for (let from = parts.length - 4; from > 0; from -= 4)
    for (let lane = 0; lane < 4; lane++) parts[lane] = combine(at(lane), at(from + lane));
  return combine(combine(at(0), at(2)), combine(at(1), at(3)));
}
