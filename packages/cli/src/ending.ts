/** How the command ends after an error: what it says, and its exit code. */
import { CommanderError } from 'commander';
import { ArgumentError } from './options/argument-error.ts';
import { Interrupted } from './terminal/interrupt.ts';
import { tellError } from './terminal/messages.ts';

/** Says what went wrong; returns 1 for what failed, 2 for a wrong command line, 130 or 143 for what a signal stopped. */
export function endingOf(error: unknown): number {
  // It was told by commander, and is none where help was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Interrupted) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  tellError(error);
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC') {
    process.stderr.write('The disk is full. Runs of an experiment that were finished are kept.\n');
  }
  return error instanceof ArgumentError ? 2 : 1;
}
