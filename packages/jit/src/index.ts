/**
 * A compiler for TensorFlow.js functions: traces a function once and replays it as SIMD WebAssembly.
 *
 * @packageDocumentation
 */

export {
  type CompiledLoop,
  compileLoop,
  compileLoopAsync,
  type LoopOptions,
  type LooseLoopOptions,
} from './api/compile-loop.ts';
export { cond, whileLoop } from './api/control-flow.ts';
export type { ExplainedGraph, Explanation } from './api/explain.ts';
export { type Jitted, jit } from './api/jit.ts';
export type { RunOptions } from './api/loop/run-steps.ts';
export type { Profile } from './api/profile.ts';
export { type RandomOptions, randomNormal, randomUniform } from './api/random.ts';
export { type ScanStep, scan } from './api/scan.ts';
export type { Scanned } from './api/scanning/plan.ts';
export { NonFiniteError } from './api/tracing/check-finite.ts';
export type { Alike, Tensors } from './api/tracing/structure.ts';
export { RecordingError } from './graph/recording-error.ts';
export { ExecutionError } from './program/faults.ts';
export { withOrderedTape } from './record/ordered-tape.ts';
export type { CompileEvent, CompileOptions } from './run/compile.ts';
export type { ExplainedStep } from './run/explained-steps.ts';
export { checkNumerics, fuses, type Numerics } from './run/numerics.ts';
export type { PassName } from './run/passes.ts';
export { missingForThreads, setThreads } from './run/threads.ts';
