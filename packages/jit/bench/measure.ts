/** Times programs in short rounds, and two of them in turns, for the host slows down for seconds at a time. */

/** Carries out that many steps and tells the milliseconds per step. */
export type Round = (steps: number) => Promise<number>;

const ROUNDS = 11;
/** Rounds of programs whose single step outlasts that. */
const SLOW_ROUNDS = 7;
/** Milliseconds that a round lasts, about. */
const ROUND = 100;

/** A round of what carries out that many steps. */
export function roundOf(run: (steps: number) => Promise<unknown>): Round {
  return async (steps) => {
    const start = performance.now();
    await run(steps);
    return (performance.now() - start) / steps;
  };
}

/** The same in processor time: what else runs on the machine counts less. */
export function processorRoundOf(run: (steps: number) => Promise<unknown>): Round {
  return async (steps) => {
    const start = process.cpuUsage();
    await run(steps);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / steps;
  };
}

/** Milliseconds per step of each program, one list entry per round; the programs take turns. */
export async function measure(programs: readonly Round[]): Promise<number[][]> {
  const steps: number[] = [];
  for (const program of programs) steps.push(await stepsPerRound(program));
  const times = programs.map((): number[] => []);
  const rounds = steps.some((count) => count > 1) ? ROUNDS : SLOW_ROUNDS;
  for (let round = 0; round < rounds; round++)
    for (const [p, program] of programs.entries()) times[p]?.push(await program(steps[p] as number));
  return times;
}

/** How many steps fill a round; finding out warms the program. */
async function stepsPerRound(round: Round): Promise<number> {
  await round(1);
  for (let steps = 1; ; ) {
    const needed = Math.max(1, Math.round(ROUND / (await round(steps))));
    if (needed <= 1.5 * steps) return needed;
    steps = Math.min(needed, 10 * steps);
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
