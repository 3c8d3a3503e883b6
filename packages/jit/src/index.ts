/**
 * A compiler for TensorFlow.js functions: traces a function once and replays it as SIMD WebAssembly.
 *
 * @packageDocumentation
 */
export { type CompileOptions, ExecutionError } from './compile.ts';
export {
  type CompiledLoop,
  compileLoop,
  type LoopOptions,
  type LooseLoopOptions,
  type RunOptions,
} from './compile-loop.ts';
export type { Profile } from './explain.ts';
export { type Jitted, jit } from './jit.ts';
export { withOrderedTape } from './ordered-tape.ts';
export { type RandomOptions, randomNormal, randomUniform } from './random.ts';
export { RecordingError } from './recorder.ts';
export { type Scanned, type ScanStep, scan } from './scan.ts';
export type { Alike, Tensors } from './structure.ts';
