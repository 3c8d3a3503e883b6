/** Progress of an experiment on standard error: a bar with the time left on a terminal, plain lines elsewhere. */
import type { ExperimentProgress } from '@mnist1d/experiments';
import { duration } from '@mnist1d/viz';
import { oneLine, warn } from './messages.ts';

export interface ProgressDisplay {
  update(progress: ExperimentProgress): void;
  /** A warning meanwhile. */
  warn(message: string): void;
  stop(): void;
}

/** @param several whether runs of several experiments go on together, so that each is to be named with its own */
export function progressDisplay(several = false): ProgressDisplay {
  const name: NameOf = (experiment, label) => oneLine(several ? `${experiment}: ${label}` : label);
  return process.stderr.isTTY && process.env.TERM !== 'dumb' ? bar(name) : lines(name);
}

type NameOf = (experiment: string, label: string) => string;

const BAR = 20;
/** Milliseconds between two pictures of the bar. */
const INTERVAL = 100;

/** One line, drawn over itself and cut where the terminal ends. */
function bar(name: NameOf): ProgressDisplay {
  const { stderr } = process;
  const left = timeLeft();
  let [line, drawn, lastTime] = ['', '', 0];
  const columns = () => stderr.columns || 80;
  const clear = () => {
    // A terminal that was made narrower has wrapped what was drawn.
    const above = Math.floor(Math.max(0, drawn.length - 1) / columns());
    stderr.write(`\r${above > 0 ? `\u001b[${above}A` : ''}\u001b[J`);
    drawn = '';
  };
  const draw = () => {
    clear();
    drawn = cut(line, columns() - 1);
    stderr.write(drawn);
  };
  stderr.on('resize', draw);
  return {
    update(progress) {
      const { event, fraction, finished, runs, running } = progress;
      const now = performance.now();
      if (event === 'running' && now - lastTime < INTERVAL) return;
      lastTime = now;
      const done = Math.floor(fraction * BAR);
      const names = running.map(({ experiment, label }) => name(experiment, label)).join('; ');
      const percent = String(Math.floor(fraction * 100)).padStart(3);
      line = `${'█'.repeat(done)}${'░'.repeat(BAR - done)} ${percent} %${left(progress)}, ${finished} of ${runs} runs  ${names}`;
      draw();
    },
    warn(message) {
      clear();
      warn(message);
      draw();
    },
    stop() {
      stderr.off('resize', draw);
      clear();
    },
  };
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
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
    warn,
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
