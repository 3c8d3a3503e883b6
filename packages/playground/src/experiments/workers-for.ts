/** How many runs a page makes at a time. */

/** One core is left to the page, unless there are no more than two: it does little meanwhile. */
export function workersFor(runs: number, cores = navigator.hardwareConcurrency): number {
  return Math.min(runs, cores <= 2 ? cores : cores - 1);
}
