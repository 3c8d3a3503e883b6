/** Programs that are run again and again: what changes from one repetition to the next is copied in and out. */
import type { BufferId } from './expression.ts';

/** A place in a buffer that moves with the repetitions. */
export interface Place {
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
export interface Gather {
  readonly table: BufferId;
  readonly indices: BufferId;
  readonly count: number;
  readonly rowBytes: number;
  readonly to: BufferId;
}

/** What is done around a program at each of its repetitions. */
export interface Repetition {
  readonly before: readonly (Copy | Gather)[];
  readonly after: readonly Copy[];
  /** Int32: the first repetition's number, how many, the counter, and what is added to number and counter after each. */
  readonly control: BufferId;
  /** Where the counter is written for the program to read. */
  readonly counter?: BufferId;
}

/** Fields of {@link Repetition.control}. */
export const Control = { number: 0, left: 1, counter: 2, step: 3, size: 4 } as const;
