/** Progress of an experiment on standard error: a bar with the time left on a terminal, plain lines elsewhere. */
import type { ExperimentProgress } from '@mnist1d/experiments';
import { Presets, SingleBar } from 'cli-progress';

export interface ProgressDisplay {
  update(progress: ExperimentProgress): void;
  stop(): void;
}

export function progressDisplay(): ProgressDisplay {
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): ProgressDisplay {
  const display = new SingleBar(
    {
      format: '{bar} {percent}%  {left}  run {run} of {runs}: {label}',
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 1,
    },
    Presets.shades_classic,
  );
  const left = timeLeft();
  display.start(1000, 0, { left: '', run: 1, runs: '?', label: '' });
  return {
    update: (progress) => display.update(Math.floor(progress.fraction * 1000), { ...progress, left: left(progress) }),
    stop: () => display.stop(),
  };
}

/** A line as each run starts to be known, and one every fifteen seconds. */
function lines(): ProgressDisplay {
  const left = timeLeft();
  let lastRun = 0;
  let lastTime = 0;
  return {
    update(progress) {
      const { run, runs, label, runFraction, fraction, stored } = progress;
      const now = performance.now();
      const due = run !== lastRun || runFraction === 1 || now - lastTime > 15_000;
      if (!due) return;
      lastRun = run;
      lastTime = now;
      const state = stored ? 'finished before' : `${Math.round(runFraction * 100)} %`;
      process.stderr.write(
        `[${String(Math.floor(fraction * 100)).padStart(3)} %] run ${run} of ${runs}: ${label}: ${state} ${left(progress)}`.trimEnd() +
          '\n',
      );
    },
    stop() {},
  };
}

/** Time left at the pace since the first report, leaving out what the store had. */
function timeLeft(): (progress: ExperimentProgress) => string {
  const start = performance.now();
  let given = 0;
  return ({ fraction, stored }) => {
    if (stored) given = fraction;
    const done = fraction - given;
    const seconds = (performance.now() - start) / 1000;
    if (done < 0.01 || seconds < 2) return '';
    return `${duration(((1 - fraction) / done) * seconds)} left`;
  };
}

/** Seconds for people: 48 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
