/** Steps that run programs. */
import type { BufferId } from '../expression.ts';
import type { Branch, ControlStep, Program } from '../program.ts';
import type { Copy, Place } from '../repetition.ts';
import { arrayOf, type Memory } from './memory.ts';

export function interpretControl(
  { flow, enter, branches, leave, condition, scan }: ControlStep,
  memory: Memory,
  run: (program: Program) => void,
): void {
  const copy = (copies: readonly Copy[], number = 0) => {
    for (const { from, to, bytes } of copies) {
      const at = ({ stride = 0 }: Place) => (number * stride) / 4;
      const values = arrayOf(memory, from.buffer).subarray(at(from), at(from) + bytes / 4);
      arrayOf(memory, to.buffer).set(values, at(to));
    }
  };
  const isTrue = (buffer: BufferId) => arrayOf(memory, buffer)[0] !== 0;
  const runBranch = ({ program, before, after }: Branch) => {
    copy(before);
    run(program);
    copy(after);
    return program.outputs[0] as BufferId;
  };
  const [first, second] = branches as [Branch, Branch];
  copy(enter);
  if (flow === 'cond') runBranch(isTrue(condition as BufferId) ? first : second);
  else if (flow === 'while') while (isTrue(runBranch(first))) runBranch(second);
  else if (scan)
    for (let i = 0; i < scan.length; i++) {
      const number = scan.reverse ? scan.length - 1 - i : i;
      copy(scan.repetition.before as readonly Copy[], number);
      run(first.program);
      copy(scan.repetition.after, number);
    }
  copy(leave);
}
