/** Where the time of a compiled function goes, for people and for programs. */
import { type ExplainedStep, explainStep } from '../run/explained-steps.ts';
import type { LoadedModule } from '../run/loaded-module.ts';
import type { Numerics } from '../run/numerics.ts';

/** The time of each step of a compiled function. Its fields are JSON. */
export interface Profile {
  /** Microseconds in all: the sum of the steps. */
  readonly total: number;
  /** The class of arithmetic that it was compiled in. */
  readonly numerics: Numerics;
  readonly steps: readonly (ExplainedStep & {
    /** Microseconds, the median of several rounds. */
    readonly microseconds: number;
    /** Of the total, 0 to 1. */
    readonly share: number;
  })[];
  /** Where threads carry it out together: how many, microseconds in all, and those of them in which this one waits for the others. */
  readonly threads?: { readonly count: number; readonly total: number; readonly waiting: number };
  /** The steps that take longest, as a table. */
  toString(): string;
}

const ROUNDS = 9;
/** Milliseconds that a round lasts at least. */
const ROUND = 0.2;

/** Times every step of the first program on its own. */
export function profile(compiled: LoadedModule, numerics: Numerics): Profile {
  const { programs, buffers } = compiled.assembly;
  const steps = programs[0]?.steps ?? [];
  const times = steps.map((_, i) => 1000 * timeOf(() => compiled.call(`step0.${i}`)));
  return profileOf(
    steps.map((step) => explainStep(step, buffers)),
    times,
    numerics,
    profileTogether(compiled),
  );
}

function profileTogether({ threads }: LoadedModule): Profile['threads'] {
  const divided = threads?.programs[0];
  if (!threads?.isReady || !divided) return undefined;
  const total = 1000 * timeOf(() => threads.together('run0'));
  const own = divided.map(({ parts }, i) => (parts[0] ? 1000 * timeOf(() => threads.part(`step0.${i}`)) : 0));
  return { count: threads.count, total, waiting: Math.max(0, total - own.reduce((sum, time) => sum + time, 0)) };
}

function profileOf(
  explained: readonly ExplainedStep[],
  times: readonly number[],
  numerics: Numerics,
  threads: Profile['threads'],
): Profile {
  const total = times.reduce((sum, time) => sum + time, 0);
  const steps = explained.map((step, i) => {
    const microseconds = times[i] as number;
    return { ...step, microseconds, share: total > 0 ? microseconds / total : 0 };
  });
  return {
    total,
    numerics,
    steps,
    ...(threads && { threads }),
    toString() {
      const longest = [...steps].sort((a, b) => b.microseconds - a.microseconds).slice(0, 30);
      const lines = longest.map(
        ({ step, microseconds, share, lines: from = [] }) =>
          `${microseconds.toFixed(2).padStart(9)} µs ${(100 * share).toFixed(1).padStart(5)} %  ${[step, ...from].join('  ')}`,
      );
      const together = threads
        ? `; ${threads.total.toFixed(1)} µs by ${threads.count} threads, ${threads.waiting.toFixed(1)} of them waiting`
        : '';
      return [`${total.toFixed(1)} µs in ${steps.length} steps, ${numerics}${together}`, ...lines].join('\n');
    },
  };
}

/** Milliseconds of one call. */
function timeOf(call: () => void): number {
  let calls = 1;
  const round = () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    return performance.now() - start;
  };
  // The shorter of two: one may have waited for the processor.
  while (Math.min(round(), round()) < ROUND && calls < 1 << 20) calls *= 2;
  const rounds = Array.from({ length: ROUNDS }, () => round() / calls).sort((a, b) => a - b);
  return rounds[ROUNDS >> 1] as number;
}
