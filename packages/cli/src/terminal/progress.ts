/** Progress of an experiment on standard error: a bar with the time left on a terminal, plain lines elsewhere. */
import type { ExperimentProgress } from '@mnist1d/experiments';
import { duration } from '@mnist1d/viz';
import { Presets, SingleBar } from 'cli-progress';

export interface ProgressDisplay {
  update(progress: ExperimentProgress): void;
  stop(): void;
}

/** @param several whether runs of several experiments go on together, so that each is to be named with its own */
export function progressDisplay(several = false): ProgressDisplay {
  const name: NameOf = (experiment, label) => (several ? `${experiment}: ${label}` : label);
  return process.stderr.isTTY ? bar(name) : lines(name);
}

type NameOf = (experiment: string, label: string) => string;

function bar(name: NameOf): ProgressDisplay {
  const format = '{bar} {percent}%  {left}  {finished} of {runs} runs  {now}';
  const display = new SingleBar({ format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  const left = timeLeft();
  display.start(100, 0, { left: '', finished: 0, runs: '?', now: '' });
  return {
    update(progress) {
      const { fraction, finished, runs, running } = progress;
      const now = running.map(({ experiment, label }) => name(experiment, label)).join('; ');
      display.update(Math.floor(fraction * 100), { finished, runs, now, left: left(progress) });
    },
    stop: () => display.stop(),
  };
}

/** A line when a run starts or ends, and one every fifteen seconds. */
function lines(name: NameOf): ProgressDisplay {
  const left = timeLeft();
  let lastTime = 0;
  return {
    update(progress) {
      const { experiment, label, event, runFraction, fraction, finished, runs } = progress;
      const now = performance.now();
      if (event === 'running' && now - lastTime < 15_000) return;
      lastTime = now;
      const what = {
        started: 'started',
        running: `${Math.round(runFraction * 100)} %`,
        finished: 'finished',
        stored: 'finished before',
      }[event];
      const percent = String(Math.floor(fraction * 100)).padStart(3);
      process.stderr.write(
        `[${percent} %] ${finished} of ${runs} runs; ${name(experiment, label)}: ${what}${left(progress)}\n`,
      );
    },
    stop() {},
  };
}

/** Time left at the pace since the first report, leaving out what the store had. */
function timeLeft(): (progress: ExperimentProgress) => string {
  const start = performance.now();
  let before = 0;
  return ({ fraction, event }) => {
    if (event === 'stored') before = fraction;
    const done = fraction - before;
    const seconds = (performance.now() - start) / 1000;
    if (done < 0.01 || seconds < 2 || fraction === 1) return '';
    return `, ${duration(((1 - fraction) / done) * seconds)} left`;
  };
}
