/** Output that nobody reads any more. */

/** Keeps the process going after the reader of a pipe has left, as `head` does; output that fails otherwise ends it with code 1. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') return;
      if (stream === process.stdout) process.stderr.write(`error: the output cannot be written: ${message}\n`);
      process.exit(1);
    });
  }
}
