/** What one module is made of. */
import type { Buffer, Program } from '../program/program.ts';
import type { Repetition } from '../program/repetition.ts';

/** Programs in one memory, and what repeats them, by name. */
export interface Parts {
  readonly programs: readonly Program[];
  readonly buffers: readonly Buffer[];
  readonly repetitions: Readonly<Record<string, { readonly program: number; readonly repetition: Repetition }>>;
}
