#!/usr/bin/env node
/** The command `mnist1d`. */
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** Exit codes: 0 done, 1 failed, 2 a wrong command line, 130 interrupted. */
try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Error && error.name === 'AbortError') {
    process.stderr.write('Interrupted. What was finished is kept: the same command goes on from there.\n');
    return 130;
  }
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
    process.stderr.write('The disk is full. What was finished is kept: the same command goes on from there.\n');
  }
  const wrongInput = error instanceof RangeError || error instanceof TypeError;
  process.stderr.write(
    `error: ${process.env.DEBUG && error instanceof Error ? error.stack : (error as Error).message}\n`,
  );
  return wrongInput ? 2 : 1;
}
