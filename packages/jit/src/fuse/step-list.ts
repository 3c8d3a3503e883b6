/** The steps of a program while they are rewritten: who reads and who writes each buffer. */
import { type Shape, sizeOf } from '../graph/graph.ts';
import { type BufferId, stridesOf, type View } from '../program/expression.ts';
import { type Buffer, type Draft, readBy, type Step, writtenBy } from '../program/program.ts';

/** A pass over a program: another one that does the same. */
export type Pass = (draft: Draft) => Draft;

/** A pass that looks at one place of a program after another. */
export const inTurn =
  (visit: (list: StepList, place: number) => void, direction: 'forwards' | 'backwards' = 'forwards'): Pass =>
  (draft) => {
    const list = new StepList(draft);
    for (let i = 0; i < list.length; i++) visit(list, direction === 'forwards' ? i : list.length - 1 - i);
    return { ...draft, steps: list.steps };
  };

export class StepList {
  readonly #steps: (Step | undefined)[];
  readonly #readers = new Map<BufferId, Set<number>>();
  readonly #writers = new Map<BufferId, Set<number>>();

  readonly #buffers: readonly Buffer[];

  constructor({ steps, buffers }: Pick<Draft, 'steps' | 'buffers'>) {
    this.#buffers = buffers;
    this.#steps = [...steps];
    steps.forEach((step, i) => {
      this.#register(step, i, 'add');
    });
  }

  #register(step: Step, i: number, change: 'add' | 'delete'): void {
    for (const [buffers, places] of [
      [readBy(step), this.#readers],
      [writtenBy(step), this.#writers],
    ] as const)
      for (const buffer of buffers) {
        const at = places.get(buffer) ?? new Set();
        at[change](i);
        places.set(buffer, at);
      }
  }

  get length(): number {
    return this.#steps.length;
  }

  /** The step at a place; undefined where it was removed. */
  at(i: number): Step | undefined {
    return this.#steps[i];
  }

  /** Puts another step, or none, at a place. */
  replace(i: number, step: Step | undefined): void {
    const before = this.#steps[i];
    if (before) this.#register(before, i, 'delete');
    this.#steps[i] = step;
    if (step) this.#register(step, i, 'add');
  }

  /** Places of the steps that read a buffer. */
  readers(buffer: BufferId): readonly number[] {
    return [...(this.#readers.get(buffer) ?? [])].sort((a, b) => a - b);
  }

  /** Places of the steps that write a buffer, or parts of it. */
  writers(buffer: BufferId): readonly number[] {
    return [...(this.#writers.get(buffer) ?? [])].sort((a, b) => a - b);
  }

  buffer(id: BufferId): Buffer {
    return this.#buffers[id] as Buffer;
  }

  /** Whether a buffer holds nothing that is read from outside or from run to run. */
  isTemporary(id: BufferId): boolean {
    const { permanent, values } = this.buffer(id);
    return !permanent && !values;
  }

  /** Whether a view walks a whole buffer, row-major. */
  isWhole({ buffer, offset, strides }: View, shape: Shape): boolean {
    if (offset !== 0 || sizeOf(shape) !== this.buffer(buffer).size) return false;
    const plain = stridesOf(shape);
    return shape.every((size, d) => size === 1 || strides[d] === plain[d]);
  }

  get steps(): Step[] {
    return this.#steps.filter((step) => step !== undefined);
  }
}
