/** WebAssembly for steps that run programs. */
import type { BufferId } from '../program/expression.ts';
import type { Layout } from '../program/layout.ts';
import type { Branch, ControlStep } from '../program/program.ts';
import { Control, type Copy } from '../program/repetition.ts';
import { FunctionWriter } from './wasm-writer.ts';

/**
 * A function that carries out the step.
 *
 * @param runs indices of the functions of its programs, or of a scan of the one that repeats it
 */
export function emitControl(
  { flow, enter, branches, leave, condition, scan }: ControlStep,
  { addresses }: Layout,
  runs: readonly number[],
): FunctionWriter {
  const code = new FunctionWriter();
  const addressOf = (buffer: BufferId) => addresses[buffer] as number;
  const copy = (copies: readonly Copy[]) => {
    for (const { from, to, bytes } of copies)
      if (bytes > 0 && from.buffer !== to.buffer)
        code.i32(addressOf(to.buffer)).i32(addressOf(from.buffer)).i32(bytes).copyMemory();
  };
  const runBranch = (b: 0 | 1) => {
    const { before, after } = branches[b] as Branch;
    copy(before);
    code.call(runs[b] as number);
    copy(after);
  };
  copy(enter);
  if (flow === 'cond') {
    code.load(addressOf(condition as BufferId)).op(IF, EMPTY);
    runBranch(0);
    code.op(ELSE);
    runBranch(1);
    code.op(END);
  } else if (flow === 'while') {
    code.op(BLOCK, EMPTY, LOOP, EMPTY);
    runBranch(0);
    code.load(addressOf(branches[0]?.program.outputs[0] as BufferId)).op(IS_ZERO, BRANCH_IF, 1);
    runBranch(1);
    code.op(BRANCH, 0, END, END);
  } else if (scan && scan.length > 0) {
    const { repetition, length, reverse } = scan;
    const set = (field: keyof typeof Control, value: number) =>
      code
        .i32(addressOf(repetition.control) + 4 * Control[field])
        .i32(value)
        .store();
    set('number', reverse ? length - 1 : 0);
    set('left', length);
    set('counter', 0);
    set('step', reverse ? -1 : 1);
    code.call(runs[0] as number);
  }
  copy(leave);
  return code;
}

const BLOCK = 0x02;
const LOOP = 0x03;
const IF = 0x04;
const ELSE = 0x05;
const END = 0x0b;
const BRANCH = 0x0c;
const BRANCH_IF = 0x0d;
const IS_ZERO = 0x45;
const EMPTY = 0x40;
