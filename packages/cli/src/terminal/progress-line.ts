/** How far something is, on standard error: a line that is drawn over itself on a terminal, and the time left. */
import { duration } from '@mnist1d/viz';
import { warn } from './messages.ts';

/** Whether standard error can draw a line over itself. */
export function hasBar(): boolean {
  return process.stderr.isTTY === true && process.env.TERM !== 'dumb';
}

const BAR = 20;
/** Milliseconds between two pictures of the bar. */
export const INTERVAL = 100;
/** Milliseconds between two plain lines, where nothing else is to be told. */
export const LINE_INTERVAL = 15_000;

/** A bar with its percent. */
export function barOf(fraction: number): string {
  const done = Math.floor(fraction * BAR);
  return `${'█'.repeat(done)}${'░'.repeat(BAR - done)} ${percentOf(fraction)}`;
}

/** In a width of its own. */
export function percentOf(fraction: number): string {
  return `${String(Math.floor(fraction * 100)).padStart(3)} %`;
}

/** One line, drawn over itself and cut where the terminal ends. */
export interface ProgressLine {
  draw(text: string): void;
  /** A warning meanwhile. */
  warn(message: string): void;
  stop(): void;
}

export function progressLine(): ProgressLine {
  const { stderr } = process;
  let [line, drawn] = ['', ''];
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
    draw(text) {
      line = text;
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

/** Time left at the pace since the first report, leaving out the share that was done `before`. */
export function timeLeft(): (fraction: number, before?: number) => string {
  const start = performance.now();
  return (fraction, before = 0) => {
    const done = fraction - before;
    const seconds = (performance.now() - start) / 1000;
    if (done < 0.01 || seconds < 2 || fraction === 1) return '';
    return `, ${duration(((1 - fraction) / done) * seconds)} left`;
  };
}
