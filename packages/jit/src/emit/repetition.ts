/** WebAssembly that repeats a program. */
import type { BufferId } from '../program/expression.ts';
import type { Layout } from '../program/layout.ts';
import { Control, type Copy, type Place, type Repetition } from '../program/repetition.ts';
import { indexOf } from './opcodes.ts';
import { FunctionWriter, I32 } from './wasm-writer.ts';

/** Copies that come to nothing are left out. */
const isNeeded = (copy: Copy) =>
  copy.bytes > 0 && (copy.from.buffer !== copy.to.buffer || copy.from.stride !== copy.to.stride);

/**
 * A function that carries out one repetition, and one that carries out as many as the control block says.
 *
 * @param functions indices of the program's function, and of the one that carries out one repetition
 */
export function emitRepetition(
  repetition: Repetition,
  layout: Layout,
  functions: { readonly run: number; readonly once: number },
): { once: FunctionWriter; repeat: FunctionWriter } {
  const left = (layout.addresses[repetition.control] as number) + 4 * Control.left;
  return { once: emitOnce(repetition, layout, functions.run), repeat: emitRepeat(left, functions.once) };
}

/** As many runs as the control block says, by a thread that leaves what stands around them to another. */
export const emitRuns = ({ control }: Repetition, { addresses }: Layout, run: number): FunctionWriter =>
  emitRepeat((addresses[control] as number) + 4 * Control.left, run);

function emitOnce(repetition: Repetition, { addresses }: Layout, run: number): FunctionWriter {
  const addressOf = (buffer: BufferId) => addresses[buffer] as number;
  const field = (name: keyof typeof Control) => addressOf(repetition.control) + 4 * Control[name];

  const once = new FunctionWriter();
  const number = once.local(I32);
  const counter = once.local(I32);
  once.load(field('number')).set(number).load(field('counter')).set(counter);
  if (repetition.counter !== undefined) once.i32(addressOf(repetition.counter)).get(counter).store();
  const push = ({ buffer, stride = 0, by = 'repetition', period }: Place) => {
    once.i32(addressOf(buffer));
    if (stride === 0) return;
    once.get(by === 'counter' ? counter : number);
    if (period !== undefined) once.i32(period).op(REMAINDER);
    once.i32(stride).op(MULTIPLY, ADD);
  };
  const copy = (c: Copy) => {
    if (!isNeeded(c)) return;
    push(c.to);
    push(c.from);
    once.i32(c.bytes).copyMemory();
  };
  for (const part of repetition.before) {
    if ('from' in part) copy(part);
    else {
      const { table, indices, count, rowBytes, to } = part;
      once.i32(addressOf(table)).i32(rowBytes);
      push({ buffer: indices, stride: 4 * count });
      once.i32(count).i32(addressOf(to)).call(indexOf('gatherRows'));
    }
  }
  once.call(run);
  repetition.after.forEach(copy);
  once.i32(field('number')).get(number).load(field('step')).op(ADD).store();
  once.i32(field('counter')).get(counter).load(field('step')).op(ADD).store();
  return once;
}

/** @param leftAt address of the number of repetitions that are left, which is not 0 */
function emitRepeat(leftAt: number, once: number): FunctionWriter {
  const repeat = new FunctionWriter();
  const left = repeat.local(I32);
  repeat.load(leftAt).set(left).op(LOOP, EMPTY).call(once);
  repeat.get(left).i32(1).op(SUBTRACT).set(left).get(left).op(BRANCH_IF, 0, END);
  return repeat;
}

const ADD = 0x6a;
const SUBTRACT = 0x6b;
const MULTIPLY = 0x6c;
const REMAINDER = 0x70;
const LOOP = 0x03;
const EMPTY = 0x40;
const BRANCH_IF = 0x0d;
const END = 0x0b;
