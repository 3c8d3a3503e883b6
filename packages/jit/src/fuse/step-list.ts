/** The steps of a program while they are rewritten: who reads and who writes each buffer. */
import type { BufferId } from '../program/expression.ts';
import { readBy, type Step, writtenBy } from '../program/program.ts';

export class StepList {
  readonly #steps: (Step | undefined)[];
  readonly #readers = new Map<BufferId, Set<number>>();
  readonly #writers = new Map<BufferId, Set<number>>();

  constructor(steps: readonly Step[]) {
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

  get steps(): Step[] {
    return this.#steps.filter((step) => step !== undefined);
  }
}
