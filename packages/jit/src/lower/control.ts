/** Graphs inside of a graph: programs inside of a program, and what is copied to them and from them. */
import { sizeOf } from '../graph/graph.ts';
import type { ControlNode } from '../graph/kernels.ts';
import type { TensorType } from '../graph/tensor-type.ts';
import type { BufferId, Value } from '../program/expression.ts';
import type { Branch, ControlStep, Program } from '../program/program.ts';
import { Control, type Copy, type Place } from '../program/repetition.ts';
import type { Lowering, Stored } from './lowering.ts';

/**
 * All results of a node that carries out other graphs.
 *
 * @param results the nodes of its results
 * @param programs its bodies
 */
export function control(
  to: Lowering,
  { control: { flow, bodies, scan }, inputs: { length: count } }: ControlNode,
  results: readonly TensorType[],
  operands: readonly Value[],
  programs: readonly Program[],
): readonly Stored[] {
  const given = operands.map((operand) => bufferOf(to, operand));
  const rooms = results.map(({ shape, dtype }) => to.room(shape, dtype));
  const writes = rooms.map(({ expression }) => expression.buffer);
  const copy = (from: BufferId | Place, target: BufferId | Place, bytes: number): Copy => ({
    from: typeof from === 'number' ? { buffer: from } : from,
    to: typeof target === 'number' ? { buffer: target } : target,
    bytes,
  });
  const bytesOf = (buffer: BufferId) => 4 * (to.buffers[buffer]?.size as number);
  /** From the operands that a body takes of some, or from what stands for those, to its inputs. */
  const hand = (b: number, takes: (place: number) => boolean, from: readonly BufferId[] = given) =>
    (bodies[b]?.takes ?? []).flatMap((place, i) => {
      const input = programs[b]?.inputs[i] as BufferId;
      return takes(place) ? [copy(from[place] as BufferId, input, bytesOf(input))] : [];
    });
  const collect = (b: number) =>
    (programs[b]?.outputs ?? []).map((output, i) => copy(output, writes[i] as BufferId, bytesOf(output)));
  const branch = (b: number, before: readonly Copy[], after: readonly Copy[]): Branch => ({
    program: programs[b] as Program,
    before,
    after,
  });
  const step = (parts: Pick<ControlStep, 'enter' | 'branches' | 'leave'> & Partial<ControlStep>): void => {
    to.steps.push({ kind: 'control', flow, reads: given, writes, ...parts });
  };
  const all = () => true;
  if (flow === 'cond')
    step({
      condition: given[0] as BufferId,
      enter: [],
      branches: [0, 1].map((b) => branch(b, hand(b, all), collect(b))),
      leave: [],
    });
  else if (flow === 'while') {
    const isState = (place: number) => place < results.length;
    const isTaken = (place: number) => !isState(place);
    step({
      enter: [
        ...writes.map((room, i) => copy(given[i] as BufferId, room, bytesOf(room))),
        ...hand(0, isTaken),
        ...hand(1, isTaken),
      ],
      branches: [branch(0, hand(0, isState, writes), []), branch(1, hand(1, isState, writes), collect(1))],
      leave: [],
    });
  } else if (scan) {
    const { length, carried, stacked, reverse } = scan;
    const [program] = programs as [Program];
    const inputs = new Map(bodies[0]?.takes.map((place, i) => [place, program.inputs[i] as BufferId]));
    const inputAt = (place: number) => inputs.get(place) as BufferId;
    const places = [...Array(count).keys()];
    const carry = places.slice(0, carried);
    const block = to.room([Control.size], 'int32').expression.buffer;
    const row = (buffer: BufferId, like: BufferId): Place => ({ buffer, stride: bytesOf(like) });
    step({
      writes: [...writes, block],
      enter: hand(0, (place) => place < carried || place >= carried + stacked),
      branches: [branch(0, [], [])],
      leave: carry.map((place) => copy(inputAt(place), writes[place] as BufferId, bytesOf(inputAt(place)))),
      scan: {
        length,
        reverse,
        repetition: {
          control: block,
          before: places
            .slice(carried, carried + stacked)
            .map((place) =>
              copy(row(given[place] as BufferId, inputAt(place)), inputAt(place), bytesOf(inputAt(place))),
            ),
          after: program.outputs.map((output, i) =>
            copy(output, i < carried ? inputAt(i) : row(writes[i] as BufferId, output), bytesOf(output)),
          ),
        },
      },
    });
  }
  return rooms;
}

/** The buffer that a value fills. */
function bufferOf(to: Lowering, value: Value): BufferId {
  const { expression } = to.contiguous(value);
  const { buffer, offset } = expression;
  const isWhole = offset === 0 && to.buffers[buffer]?.size === sizeOf(value.shape);
  return isWhole ? buffer : to.copy({ shape: value.shape, expression }).expression.buffer;
}
