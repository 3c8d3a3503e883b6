/** @mnist1d/jit, so far: recording, compiling and running a function of tensors, and second-order gradients made correct. */
export { type Compiled, compile } from './compile.ts';
export { type Graph, type Node, printGraph } from './graph.ts';
export { withOrderedTape } from './ordered-tape.ts';
export { type Recording, RecordingError, record } from './record.ts';
