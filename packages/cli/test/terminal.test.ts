import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** A pseudo-terminal of a size, through Python's standard library: what the command writes there, and its exit code last. */
const PTY = `
import fcntl, os, pty, signal, struct, sys, termios, time
columns, narrower = int(sys.argv[1]), int(sys.argv[2])
def size(fd, n): fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40, n, 0, 0))
pid, fd = pty.fork()
if pid == 0:
    size(1, columns)
    os.execv(sys.argv[3], sys.argv[3:])
seen = b''
while True:
    try: part = os.read(fd, 65536)
    except OSError: break
    if not part: break
    seen += part
    if narrower and b'runs' in seen:
        size(fd, narrower)
        os.kill(pid, signal.SIGWINCH)
        narrower = 0
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
const hasPty =
  process.platform !== 'win32' &&
  spawnSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-terminal-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Terminal {
  readonly columns?: number;
  /** Columns after the first sign of progress. */
  readonly narrower?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The command in a terminal: what it wrote, line ends as Node writes them. */
function inTerminal(
  args: readonly string[],
  { columns = 80, narrower = 0, env = {} }: Terminal = {},
): Promise<{ code: number | null; written: string }> {
  const main = resolve(import.meta.dirname, '../dist/main.js');
  const child = spawn('python3', ['-c', PTY, `${columns}`, `${narrower}`, process.execPath, main, ...args], {
    cwd: dir,
    env: { ...process.env, TERM: 'xterm-256color', ...env },
  });
  let written = '';
  child.stdout.on('data', (chunk) => (written += chunk));
  return new Promise((done) => child.on('close', (code) => done({ code, written: written.replaceAll('\r\n', '\n') })));
}

/** The pictures of the progress line, one after another. */
const pictures = (written: string) => written.split('\u001b[J').map((part) => part.split(/[\r\n]/)[0] ?? '');
/** What stays in the terminal. */
const rest = (written: string) => written.slice(written.lastIndexOf('\u001b[J') + 3).split('\n');

describe.skipIf(!hasPty)('in a terminal', () => {
  const run = ['run', 'construction', '--no-figures'];

  test.each([80, 120])(
    'of %i columns the progress is one line with percent, and ends without a trace',
    async (columns) => {
      const { code, written } = await inTerminal([...run, '--out', `bar-${columns}`], { columns });
      expect(code).toBe(0);
      const drawn = pictures(written).filter((line) => line.includes('runs'));
      expect(drawn.length).toBeGreaterThan(8);
      for (const line of drawn) {
        expect(line.length).toBeLessThan(columns);
        expect(line).toMatch(/^[█░]{20} [ \d]{3} %(, [\d.]+ (s|min) left)?, \d of 8 runs {2}/);
      }
      expect(drawn.at(-1)).toContain('100 %, 8 of 8 runs');
      expect(rest(written)[1]).toBe('How a signal is made');
    },
  );

  test.each([80, 120])(
    'of %i columns a training shows its latest accuracies in one line, then tables',
    async (columns) => {
      const settings = ['steps=401', 'evalEvery=20', 'validationSplit=0.1'].flatMap((setting) => ['--set', setting]);
      const args = ['train', 'logistic', ...settings, '--out', `logistic-${columns}.safetensors`];
      const { code, written } = await inTerminal(args, { columns });
      expect(code).toBe(0);
      const drawn = pictures(written).filter((line) => line.includes('validation'));
      expect(drawn.length).toBeGreaterThan(15);
      for (const line of drawn) {
        expect(line.length).toBeLessThan(columns);
        expect(line).toMatch(/^[█░]{20} [ \d]{3} %(, .* left)?, train [\d.]+ %, validation [\d.]+ %$/);
      }
      const lines = rest(written);
      expect(lines[0]).toBe('logistic: 410 parameters, on the published data');
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
      const evaluated = await inTerminal(['evaluate', `logistic-${columns}.safetensors`], { columns });
      for (const line of evaluated.written.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
    },
  );

  test('that is made narrower, what was wrapped goes with the line', async () => {
    const { code, written } = await inTerminal([...run, '--out', 'resized'], { columns: 80, narrower: 30 });
    expect(code).toBe(0);
    const drawn = pictures(written).filter((line) => line.startsWith('░') || line.startsWith('█'));
    expect(drawn.at(-1)?.length).toBeLessThan(30);
    expect(rest(written)[1]).toBe('How a signal is made');
  });

  test.each([80, 120])('of %i columns tables and help fit', async (columns) => {
    for (const args of [
      ...[['list'], ['show'], ['show', 'double-descent'], ['show', 'tcn']],
      ...[['--help'], ['run', '--help'], ['train', '--help']],
    ]) {
      const { written } = await inTerminal(args, { columns });
      for (const line of written.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(columns);
    }
  });

  test('that knows no control sequences gets none', async () => {
    const { code, written } = await inTerminal([...run, '--out', 'dumb'], { env: { TERM: 'dumb' } });
    expect(code).toBe(0);
    expect(written).toContain('[100 %] 8 of 8 runs');
    expect(written).not.toContain('\u001b');
  });

  test('without colours there are none, nor are there otherwise', async () => {
    const colour = /\p{Cc}\[[\d;]*m/u;
    for (const env of [{ NO_COLOR: '1' }, { FORCE_COLOR: '0' }, {}]) {
      expect((await inTerminal([...run, '--out', 'colours'], { env })).written).not.toMatch(colour);
    }
    expect((await inTerminal(['list'])).written).not.toMatch(colour);
  });
});
