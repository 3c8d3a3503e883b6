/** WebAssembly that repeats a program: what changes from one repetition to the next is copied in and out. */
import type { BufferId } from '../program/expression.ts';
import type { Plan } from '../run/plan.ts';
import { indexOf } from './opcodes.ts';
import { FunctionWriter, I32 } from './wasm-writer.ts';

/** A place in a buffer that moves with the repetitions. */
interface Place {
  readonly buffer: BufferId;
  /** Bytes from one repetition to the next; 0 unless given. */
  readonly stride?: number;
  /** What it moves with: the repetition's number in this call, or the counter, which goes on from call to call. */
  readonly by?: 'repetition' | 'counter';
  /** Repetitions after which it starts over. */
  readonly period?: number;
}

/** Copies bytes from place to place. */
export interface Copy {
  readonly from: Place;
  readonly to: Place;
  readonly bytes: number;
}

/** Copies the rows of a table that a list of indices names, `count` of them at each repetition. */
interface Gather {
  readonly table: BufferId;
  readonly indices: BufferId;
  readonly count: number;
  readonly rowBytes: number;
  readonly to: BufferId;
}

export interface Loop {
  readonly before: readonly (Copy | Gather)[];
  readonly after: readonly Copy[];
  /** Int32: the first repetition's number, how many, the counter, and what is added to number and counter after each. */
  readonly control: BufferId;
  /** Where the counter is written for the program to read. */
  readonly counter?: BufferId;
}

/** Fields of {@link Loop.control}. */
export const Control = { number: 0, left: 1, counter: 2, step: 3, size: 4 } as const;

/** Copies that come to nothing are left out. */
const isNeeded = (copy: Copy) =>
  copy.bytes > 0 && (copy.from.buffer !== copy.to.buffer || copy.from.stride !== copy.to.stride);

/** A function that carries out one repetition, and one that carries out as many as the control block says. */
export function emitLoop(
  loop: Loop,
  { addresses }: Plan,
  functions: { readonly run: number; readonly repetition: number },
): { repetition: FunctionWriter; repeat: FunctionWriter } {
  const addressOf = (buffer: BufferId) => addresses[buffer] as number;
  const field = (name: keyof typeof Control) => addressOf(loop.control) + 4 * Control[name];

  const once = new FunctionWriter();
  const number = once.local(I32);
  const counter = once.local(I32);
  once.load(field('number')).set(number).load(field('counter')).set(counter);
  if (loop.counter !== undefined) once.i32(addressOf(loop.counter)).get(counter).store();
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
  for (const part of loop.before) {
    if ('from' in part) copy(part);
    else {
      const { table, indices, count, rowBytes, to } = part;
      once.i32(addressOf(table)).i32(rowBytes);
      push({ buffer: indices, stride: 4 * count });
      once.i32(count).i32(addressOf(to)).call(indexOf('gatherRows'));
    }
  }
  once.call(functions.run);
  loop.after.forEach(copy);
  once.i32(field('number')).get(number).load(field('step')).op(ADD).store();
  once.i32(field('counter')).get(counter).load(field('step')).op(ADD).store();

  const repeat = new FunctionWriter();
  const left = repeat.local(I32);
  repeat.load(field('left')).set(left).op(LOOP, EMPTY).call(functions.repetition);
  repeat.get(left).i32(1).op(SUBTRACT).set(left).get(left).op(BRANCH_IF, 0, END);
  return { repetition: once, repeat };
}

const ADD = 0x6a;
const SUBTRACT = 0x6b;
const MULTIPLY = 0x6c;
const REMAINDER = 0x70;
const LOOP = 0x03;
const EMPTY = 0x40;
const BRANCH_IF = 0x0d;
const END = 0x0b;
