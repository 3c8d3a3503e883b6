/** Progress of an experiment on standard error: a bar with the time left on a terminal, plain lines elsewhere. */
import type { ExperimentProgress } from '@mnist1d/experiments';
import { oneLine, warn } from './messages.ts';
import { barOf, hasBar, INTERVAL, LINE_INTERVAL, percentOf, progressLine, timeLeft } from './progress-line.ts';

export interface ProgressDisplay {
  update(progress: ExperimentProgress): void;
  /** A warning meanwhile. */
  warn(message: string): void;
  stop(): void;
}

/** @param several whether runs of several experiments go on together, so that each is to be named with its own */
export function progressDisplay(several = false): ProgressDisplay {
  const name: NameOf = (experiment, label) => oneLine(several ? `${experiment}: ${label}` : label);
  return hasBar() ? bar(name) : lines(name);
}

type NameOf = (experiment: string, label: string) => string;

function bar(name: NameOf): ProgressDisplay {
  const line = progressLine();
  const left = timeLeftOfRuns();
  let lastTime = 0;
  return {
    ...line,
    update(progress) {
      const { event, fraction, finished, runs, running } = progress;
      const now = performance.now();
      if (event === 'running' && now - lastTime < INTERVAL) return;
      lastTime = now;
      const names = running.map(({ experiment, label }) => name(experiment, label)).join('; ');
      line.draw(`${barOf(fraction)}${left(progress)}, ${finished} of ${runs} runs  ${names}`);
    },
  };
}

/** A line when a run starts or ends, and one every fifteen seconds. */
function lines(name: NameOf): ProgressDisplay {
  const left = timeLeftOfRuns();
  let lastTime = 0;
  return {
    update(progress) {
      const { experiment, label, event, runFraction, fraction, finished, runs } = progress;
      const now = performance.now();
      if (event === 'running' && now - lastTime < LINE_INTERVAL) return;
      lastTime = now;
      const what = {
        started: 'started',
        running: `${Math.round(runFraction * 100)} %`,
        finished: 'finished',
        stored: 'finished before',
      }[event];
      process.stderr.write(
        `[${percentOf(fraction)}] ${finished} of ${runs} runs; ${name(experiment, label)}: ${what}${left(progress)}\n`,
      );
    },
    warn,
    stop() {},
  };
}

/** Time left, leaving out what the store had. */
function timeLeftOfRuns(): (progress: ExperimentProgress) => string {
  const left = timeLeft();
  let before = 0;
  return ({ fraction, event }) => {
    if (event === 'stored') before = fraction;
    return left(fraction, before);
  };
}
