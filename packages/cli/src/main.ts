#!/usr/bin/env node
/** The command `mnist1d`. */
import { endingOf } from './ending.ts';
import { createProgram } from './program.ts';
import { outliveReaders } from './terminal/streams.ts';

outliveReaders();
try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = endingOf(error);
}
