/** The command line as a library: build the program, give it arguments. */
export { createProgram } from './program.ts';
