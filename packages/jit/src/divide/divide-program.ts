/** A program for several threads: what each of them does of every step, and before which steps they wait for each other. */
import type { Layout } from '../program/layout.ts';
import type { Buffer, Program, Step } from '../program/program.ts';
import { boundsOf, type Region } from '../program/regions.ts';
import { regionsOf } from '../program/verify/regions-of-step.ts';
import { nanosecondsOf } from './cost.ts';
import { divideStep } from './divide-step.ts';

export interface DividedStep {
  /** A part for each thread, undefined where it has none. */
  readonly parts: readonly (Step | undefined)[];
  /** Whether all threads wait for each other before it. */
  readonly waits: boolean;
}

/** What is worth to be divided, in nanoseconds on one thread. */
export interface Least {
  /** A step: the others have to wait for it. */
  readonly step: number;
  /** All that a thread gets of a program. */
  readonly thread: number;
}

const LEAST: Least = { step: 1000, thread: 15_000 };

const sumOf = (steps: readonly Step[]) => steps.reduce((sum, step) => sum + nanosecondsOf(step), 0);

/** How many of so many threads have enough to do in one of the programs. */
export const busyThreads = (programs: readonly Program[], threads: number): number =>
  Math.max(1, ...programs.map(({ steps }) => Math.min(threads, Math.floor(sumOf(steps) / LEAST.thread))));

/** The program divided, or undefined where it is too small for that, or runs outside of WebAssembly. */
export function divideProgram(
  { steps }: Program,
  buffers: readonly Buffer[],
  layout: Layout,
  threads: number,
  least = LEAST,
): readonly DividedStep[] | undefined {
  if (steps.some(({ kind }) => kind === 'host')) return undefined;
  const parts = steps.map((step) => divideStep(step, threads, least.step));
  const divided = steps.filter((_, i) => parts[i]?.[1] !== undefined);
  if (sumOf(divided) < 2 * least.thread) return undefined;
  const since = new Touched(threads, buffers, layout);
  return parts.map((ofThreads) => ({ parts: ofThreads, waits: since.add(ofThreads) }));
}

/** Bytes from one address to another, the first and the last that count. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Spans {
  readonly reads: readonly Span[];
  readonly writes: readonly Span[];
}

const meet = (some: readonly Span[], others: readonly Span[]) =>
  some.some(({ from, to }) => others.some((other) => from <= other.to && other.from <= to));

/** What each thread has read and written since they last waited: by address, for buffers share places. */
class Touched {
  readonly #buffers: readonly Buffer[];
  readonly #layout: Layout;
  #threads: readonly (readonly Spans[])[];

  constructor(threads: number, buffers: readonly Buffer[], layout: Layout) {
    this.#buffers = buffers;
    this.#layout = layout;
    this.#threads = Array.from({ length: threads }, () => []);
  }

  /** Adds a step; whether the threads have to wait before it, for one of them reads or writes what another has written, or read. */
  add(parts: readonly (Step | undefined)[]): boolean {
    const now = parts.map((part) => (part ? this.#spansOf(part) : { reads: [], writes: [] }));
    const waits = now.some(({ reads, writes }, t) =>
      this.#threads.some(
        (before, other) =>
          other !== t &&
          before.some((spans) => meet(writes, spans.writes) || meet(writes, spans.reads) || meet(reads, spans.writes)),
      ),
    );
    this.#threads = now.map((spans, t) => (waits ? [spans] : [...(this.#threads[t] as readonly Spans[]), spans]));
    return waits;
  }

  #spansOf(step: Step): Spans {
    // Whatever stands inside of it.
    if (step.kind === 'control') return { reads: [], writes: [{ from: 0, to: this.#layout.bytes }] };
    const regions = regionsOf(step, this.#buffers);
    if (typeof regions === 'string') throw new Error(`jit: a part of a step is not valid: ${regions}`);
    const spans = (list: readonly Region[]) => list.flatMap((region) => this.#spanOf(region) ?? []);
    return { reads: spans(regions.reads), writes: spans(regions.writes) };
  }

  #spanOf(region: Region): Span | undefined {
    const bounds = boundsOf(region);
    if (!bounds) return undefined;
    const address = this.#layout.addresses[region.buffer] as number;
    return { from: address + 4 * bounds[0], to: address + 4 * bounds[1] + 3 };
  }
}
