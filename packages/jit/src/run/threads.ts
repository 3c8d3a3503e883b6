/** Threads that carry out a program together, in one memory. */
import { checkInteger } from '@mnist1d/checks';
import { importsOfThreads } from '../emit/opcodes.ts';
import { ExecutionError } from '../program/faults.ts';
import { Meeting } from '../program/layout.ts';
import type { Assembly, ThreadsAssembly } from './assemble.ts';
import { Pace } from './pace.ts';
import { startThread, type Thread } from './start-thread.ts';

/** Threads of a program, at most. */
const MOST = 64;

/** Milliseconds after which threads that have not started never will. */
const LATE = 10_000;

let usual = 1;

/**
 * Says how many threads carry out each program that is compiled from now on without an option `threads`: for those who share
 * out cores among programs that they do not compile themselves. The results are the same bits.
 *
 * @param threads 1 to 64; 1 until it is called
 * @throws RangeError or TypeError for another number
 */
export function setThreads(threads: number): void {
  checkInteger('setThreads', 'threads', threads, 1, MOST);
  usual = threads;
}

/** How many threads are wanted. */
export const wantedThreads = (threads = usual): number => threads;

/** How many of the wanted threads there can be: one where memory cannot be shared, or this thread may not wait. */
export function possibleThreads(where: string, given?: number): number {
  const threads = wantedThreads(given);
  checkInteger(where, 'threads', threads, 1, MOST);
  return threads > 1 && missingForThreads() === undefined ? threads : 1;
}

/**
 * What is missing here for `threads`: memory that threads share, which a page has that is cross-origin isolated, or that this
 * thread may wait, which the page's own may not.
 *
 * @returns it in words; undefined where nothing is missing
 */
export function missingForThreads(): string | undefined {
  if (typeof SharedArrayBuffer === 'undefined')
    return globalThis.crossOriginIsolated === false
      ? 'the page is not cross-origin isolated'
      : 'there is no SharedArrayBuffer';
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return undefined;
  } catch {
    return "a page's own thread may not wait; a worker may";
  }
}

export interface Threads {
  /** Whether all are there. */
  readonly isReady: boolean;
  /** Whether one of them is not, and never will be. */
  readonly isOver: boolean;
  /** Waits until they are, or cannot be. */
  ready(): Promise<void>;
  has(name: string): boolean;
  /** What is divided, and how. */
  readonly programs: ThreadsAssembly['programs'];
  readonly count: number;
  /** Carries out what has this name, or this thread's part of a step (`step0.3`), together with the others or by itself. */
  readonly together: (name: string) => void;
  readonly part: (name: string) => void;
  /**
   * Carries out what has this name, this thread's part in here, or leaves it to this thread alone, where that is faster.
   *
   * @throws ExecutionError when one of the threads fails or does not answer
   */
  runOrLeave(name: string, steps: number, alone: () => void): void;
  end(): void;
}

/** What threads are made of. */
interface Shared {
  readonly memory: WebAssembly.Memory;
  readonly kernels: readonly WebAssembly.Module[];
  /** What a program imports, in this thread. */
  readonly env: WebAssembly.ModuleImports;
}

export function startThreads(
  { layout }: Assembly,
  { bytes, names, programs }: ThreadsAssembly,
  { memory, kernels, env }: Shared,
): Threads {
  const { meeting, own } = layout.threads as NonNullable<typeof layout.threads>;
  const module = new WebAssembly.Module(bytes);
  const functions = new WebAssembly.Instance(module, { env }).exports as Record<string, () => void>;
  const shared = new Int32Array(memory.buffer);
  const cell = (name: keyof typeof Meeting) => (meeting + Meeting[name]) / 4;
  const cells = {
    started: cell('started'),
    command: cell('command'),
    ready: cell('ready'),
    generation: cell('generation'),
    failed: cell('failed'),
  };
  const imports = importsOfThreads.map(({ name }) => name);
  const others = own.slice(1);
  const threads: Thread[] = [];
  let isOver = false;
  const end = () => {
    isOver = true;
    for (const thread of threads) thread.end();
  };
  others.forEach(({ workspace }, i) => {
    try {
      threads.push(startThread({ memory, kernels, imports, module, thread: i + 1, names, workspace, cells }, end));
    } catch {
      // Some pages allow no workers of their own making.
      end();
    }
  });
  const paces = names.map(() => new Pace());
  const isReady = () => !isOver && Atomics.load(shared, cells.ready) === others.length;
  return {
    get isReady() {
      return isReady();
    },
    get isOver() {
      return isOver;
    },
    async ready() {
      const late = performance.now() + LATE;
      while (!isReady() && !isOver) {
        if (performance.now() > late) end();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    has: (name) => names.includes(name),
    programs,
    count: own.length,
    together,
    part: (name) => functions[`${name}.0`]?.(),
    runOrLeave(name, steps, alone) {
      const pace = paces[names.indexOf(name)] as Pace;
      const way = pace.choose(steps);
      const start = performance.now();
      if (way === 'alone') alone();
      else together(name);
      pace.note(way, performance.now() - start, steps);
    },
    end,
  };

  function together(name: string): void {
    Atomics.store(shared, cells.command, names.indexOf(name));
    Atomics.add(shared, cells.started, 1);
    Atomics.notify(shared, cells.started);
    try {
      functions[`${name}.0`]?.();
    } catch (cause) {
      end();
      throw new ExecutionError('jit: a thread failed, or did not answer for half a minute', { cause });
    }
  }
}
