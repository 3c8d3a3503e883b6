/**
 * A compiler for TensorFlow.js functions: traces a function once and replays it as SIMD WebAssembly.
 *
 * @packageDocumentation
 */

export {
  type CompiledLoop,
  compileLoop,
  type LoopOptions,
  type LooseLoopOptions,
  type RunOptions,
} from './api/compile-loop.ts';
export { type Jitted, jit } from './api/jit.ts';
export type { Profile } from './api/profile.ts';
export { type RandomOptions, randomNormal, randomUniform } from './api/random.ts';
export { type Scanned, type ScanStep, scan } from './api/scan.ts';
export type { Alike, Tensors } from './api/structure.ts';
export { RecordingError } from './graph/recording-error.ts';
export { withOrderedTape } from './record/ordered-tape.ts';
export { type CompileOptions, ExecutionError } from './run/compile.ts';
