/** Where a scan keeps the values of all its steps, one behind the other, and what a step copies from there and to there. */
import { type DType, sizeOf } from '../../graph/graph.ts';
import type { TensorType } from '../../graph/tensor-type.ts';
import type { BufferId } from '../../program/expression.ts';
import type { Buffer, Program } from '../../program/program.ts';
import { Control, type Copy, type Repetition } from '../../program/repetition.ts';
import type { Parts } from '../../run/parts.ts';
import { floatsOf } from '../tracing/gradient.ts';
import type { Traces } from './traces.ts';

export interface Stacks {
  readonly control: BufferId;
  /** The carry before each step. */
  readonly saved: readonly BufferId[];
  readonly xs: readonly BufferId[];
  readonly ys: readonly BufferId[];
  /** The cotangents of those ys that are differentiated. */
  readonly cotangents: readonly BufferId[];
}

/** A step and its vector-Jacobian product, with what repeats them: `forwards` and `backwards`. */
export function scanParts(
  traces: Traces,
  programs: readonly [forward: Program, backward: Program],
  there: readonly Buffer[],
): { readonly parts: Parts; readonly stacks: Stacks } {
  const { length, carry, xs, ys } = traces;
  const buffers = [...there];
  const reserve = (size: number, dtype: DType): BufferId =>
    buffers.push({ shape: [size], size, dtype, permanent: true }) - 1;
  const stack = ({ shape, dtype }: TensorType) => reserve(sizeOf(shape) * length, dtype);
  const stacks: Stacks = {
    control: reserve(Control.size, 'int32'),
    saved: carry.map(stack),
    xs: xs.map(stack),
    ys: ys.map(stack),
    cotangents: floatsOf(ys).map(stack),
  };
  const [forward, backward] = programs;
  return {
    parts: {
      programs,
      buffers,
      repetitions: {
        forwards: { program: 0, repetition: forwards(traces, forward, stacks) },
        backwards: { program: 1, repetition: backwards(traces, backward, stacks) },
      },
    },
    stacks,
  };
}

function forwards({ carry, xs, ys }: Traces, { inputs, outputs }: Program, stacks: Stacks): Repetition {
  const n = carry.length;
  return {
    control: stacks.control,
    before: [...fromStack(xs, stacks.xs, inputs.slice(n)), ...toStack(carry, inputs, stacks.saved)],
    after: [...toStack(ys, outputs.slice(n), stacks.ys), ...handOn(carry, outputs, inputs)],
  };
}

function backwards({ carry, xs, ys }: Traces, { inputs, outputs }: Program, stacks: Stacks): Repetition {
  const n = carry.length;
  const given = n + xs.length;
  const moving = floatsOf(carry);
  return {
    control: stacks.control,
    before: [
      ...fromStack(carry, stacks.saved, inputs),
      ...fromStack(xs, stacks.xs, inputs.slice(n)),
      ...fromStack(floatsOf(ys), stacks.cotangents, inputs.slice(given + moving.length)),
    ],
    after: handOn(moving, outputs, inputs.slice(given)),
  };
}

type Copies = (types: readonly TensorType[], from: readonly BufferId[], to: readonly BufferId[]) => Copy[];

const copies =
  (place: (from: BufferId, to: BufferId, bytes: number) => Omit<Copy, 'bytes'>): Copies =>
  (types, from, to) =>
    types.map(({ shape }, i) => {
      const bytes = 4 * sizeOf(shape);
      return { ...place(from[i] as BufferId, to[i] as BufferId, bytes), bytes };
    });

const fromStack = copies((from, to, stride) => ({ from: { buffer: from, stride }, to: { buffer: to } }));
const toStack = copies((from, to, stride) => ({ from: { buffer: from }, to: { buffer: to, stride } }));
const handOn = copies((from, to) => ({ from: { buffer: from }, to: { buffer: to } }));
