/** WebAssembly by which threads wait for each other. */
import { Meeting, type ThreadLayout } from '../program/layout.ts';
import { FunctionWriter, I32 } from './wasm-writer.ts';

/** How often a thread looks before it sleeps: some tenths of a millisecond. */
const LOOKS = 200_000;
/** How long it sleeps at a time, in nanoseconds, and how often: half a minute, not counted where the whole process is stopped. */
const NAP = 100_000_000;
const NAPS = 300;

/**
 * A function that returns once all threads have called it. The last one to come sends the others on; those look for that for a
 * while, and sleep then, so that a busy machine has the processor. It traps when a thread has failed, or does not come.
 *
 * @param naps how often a thread sleeps before the others count as dead
 */
export function emitMeet({ meeting, own }: ThreadLayout, naps = NAPS): FunctionWriter {
  const code = new FunctionWriter();
  const generation = code.local(I32);
  const left = code.local(I32);
  const at = (cell: keyof typeof Meeting) => code.i32(meeting + Meeting[cell]);
  const load = (cell: keyof typeof Meeting) => at(cell).atomic(ATOMIC_LOAD);
  const add = (cell: keyof typeof Meeting, value: number) => at(cell).i32(value).atomic(ATOMIC_ADD);
  const when = (then: () => void) => {
    code.op(IF, EMPTY);
    then();
    code.op(END);
  };
  const failWithOthers = () => {
    load('failed');
    when(() => code.op(UNREACHABLE));
  };
  const goOn = () => {
    failWithOthers();
    code.op(RETURN);
  };
  const ifMet = (then: () => void) => {
    load('generation').get(generation).op(DIFFERS);
    when(then);
  };
  const repeat = (times: number, body: () => void) => {
    code.i32(times).set(left).op(LOOP, EMPTY);
    body();
    code.get(left).i32(1).op(SUBTRACT).set(left).get(left).op(BRANCH_IF, 0, END);
  };

  load('generation').set(generation);
  add('arrived', 1)
    .i32(own.length - 1)
    .op(EQUALS);
  when(() => {
    at('arrived').i32(0).atomic(ATOMIC_STORE);
    add('generation', 1).op(DROP);
    load('sleeping');
    when(() => at('generation').i32(-1).atomic(NOTIFY).op(DROP));
    goOn();
  });
  repeat(LOOKS, () => ifMet(goOn));
  add('sleeping', 1).op(DROP);
  repeat(naps, () => {
    at('generation').get(generation).i64(NAP).atomic(WAIT).op(DROP);
    ifMet(() => {
      add('sleeping', -1).op(DROP);
      goOn();
    });
    failWithOthers();
  });
  return code.op(UNREACHABLE);
}

const NOTIFY = 0x00;
const WAIT = 0x01;
const ATOMIC_LOAD = 0x10;
const ATOMIC_STORE = 0x17;
const ATOMIC_ADD = 0x1e;
const UNREACHABLE = 0x00;
const LOOP = 0x03;
const IF = 0x04;
const EMPTY = 0x40;
const END = 0x0b;
const BRANCH_IF = 0x0d;
const RETURN = 0x0f;
const DROP = 0x1a;
const EQUALS = 0x46;
const DIFFERS = 0x47;
const SUBTRACT = 0x6b;
