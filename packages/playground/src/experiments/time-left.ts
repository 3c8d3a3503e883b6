/** How long an experiment will yet take, at its pace so far, and how many of its runs are made at a time. */
import { duration } from '@mnist1d/viz';
import type { Progress } from './messages.ts';

/** Seconds left of a run that begins now; undefined before it can be told. What was kept from before took no time. */
export function timeLeft(now: () => number = () => performance.now()) {
  const start = now();
  return ({ fraction, before }: Pick<Progress, 'fraction' | 'before'>): number | undefined => {
    const done = fraction - before;
    const seconds = (now() - start) / 1000;
    return done < 0.01 || seconds < 2 || fraction === 1 ? undefined : ((1 - fraction) / done) * seconds;
  };
}

/** Seconds as people say them. */
export const inWords = (seconds: number) => (seconds < 1 ? 'a moment' : duration(seconds).replace(/\.\d/, ''));

/** One core is left to the page, unless there are no more than two: it does little meanwhile. */
export function workersFor(runs: number, cores = navigator.hardwareConcurrency): number {
  return Math.min(runs, cores <= 2 ? cores : cores - 1);
}
