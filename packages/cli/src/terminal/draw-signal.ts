/** Signals as text, for the quiz: lines in Braille characters, each of which has two columns of four dots. */

/** The bit of each dot, by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/**
 * A signal with time running downwards, as the paper draws it.
 *
 * @param amplitude the |value| that reaches the edge
 * @param columns width in characters
 * @param rows height in lines
 */
export function drawSignal(
  signal: ArrayLike<number>,
  { amplitude, columns, rows }: { readonly amplitude: number; readonly columns: number; readonly rows: number },
): string[] {
  const [width, height] = [2 * columns, 4 * rows];
  const cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const mark = (x: number, y: number) => {
    const line = cells[y >> 2] as number[];
    line[x >> 1] = (line[x >> 1] as number) | ((DOTS[y & 3] as (typeof DOTS)[number])[x & 1] as number);
  };
  const place = (i: number) => {
    const share = Math.min(1, Math.max(-1, (signal[i] as number) / amplitude));
    return [((share + 1) / 2) * (width - 1), (i / (signal.length - 1)) * (height - 1)] as const;
  };
  for (let i = 1; i < signal.length; i++) {
    const [[x0, y0], [x1, y1]] = [place(i - 1), place(i)];
    const steps = Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1));
    for (let k = 0; k <= steps; k++) {
      mark(Math.round(x0 + ((x1 - x0) * k) / steps), Math.round(y0 + ((y1 - y0) * k) / steps));
    }
  }
  return cells.map((line) => String.fromCharCode(...line.map((dots) => 0x2800 + dots)));
}

/** Drawings side by side, `gap` spaces between them. */
export function sideBySide(drawings: readonly (readonly string[])[], gap = 2): string[] {
  const rows = Math.max(...drawings.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) => drawings.map((lines) => lines[row] ?? '').join(' '.repeat(gap)));
}

/** Lines in a frame. */
export function framed(lines: readonly string[]): string[] {
  const width = lines[0]?.length ?? 0;
  return [`┌${'─'.repeat(width)}┐`, ...lines.map((line) => `│${line}│`), `└${'─'.repeat(width)}┘`];
}
