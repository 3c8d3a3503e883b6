/** The precompiled kernels, on a memory that the caller gives. */
import { withSharedMemory, writeModule } from '../emit/wasm-writer.ts';
import { ExecutionError } from '../program/faults.ts';
import { kernels } from './kernels.gen.ts';

/**
 * Matrix products in float32 (assembly/gemm.ts). Addresses and strides in bytes. Rows are addressed in two levels: row r
 * stands at base + (r / group) · groupStride + (r mod group) · rowStride.
 *
 * `flags` is a sum of 1: add to what C holds; 2: add `bias`, N floats, to every row; 8: add `bias`, M floats,
 * one to each row; 4: store max(x, 0).
 */
export interface Kernels {
  gemmNN(
    M: number,
    N: number,
    K: number,
    a: number,
    aGroup: number,
    aGroupStride: number,
    aRow: number,
    b: number,
    bRow: number,
    c: number,
    cGroup: number,
    cGroupStride: number,
    cRow: number,
    flags: number,
    bias: number,
  ): void;
  gemmNT(
    M: number,
    N: number,
    K: number,
    a: number,
    aGroup: number,
    aGroupStride: number,
    aRow: number,
    b: number,
    bRow: number,
    c: number,
    cGroup: number,
    cGroupStride: number,
    cRow: number,
    flags: number,
    bias: number,
    scratch: number,
  ): void;
  gemmTN(
    M: number,
    N: number,
    groups: number,
    group: number,
    a: number,
    aGroupStride: number,
    aRow: number,
    b: number,
    bGroupStride: number,
    bRow: number,
    c: number,
    cRow: number,
    flags: number,
    bias: number,
  ): void;
  /**
   * A · B without the zeros of B (assembly/sparse.ts): the elements of column n that may not be zero are those of the rows
   * indices[starts[n]] … indices[starts[n + 1] − 1].
   */
  gemmSparse(
    M: number,
    N: number,
    K: number,
    a: number,
    aGroup: number,
    aGroupStride: number,
    aRow: number,
    b: number,
    bRow: number,
    bColumn: number,
    c: number,
    cGroup: number,
    cGroupStride: number,
    cRow: number,
    flags: number,
    bias: number,
    starts: number,
    indices: number,
    scratch: number,
  ): void;
  /** Elements of Aᵀ · B: of row m those of the columns indices[starts[m]] … indices[starts[m + 1] − 1]. */
  gemmSampled(
    M: number,
    N: number,
    K: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
    c: number,
    cRow: number,
    starts: number,
    indices: number,
    scratch: number,
  ): void;
  /** Where the kernels keep what is their own (assembly/gemm-parts.ts). */
  readonly workspace: WebAssembly.Global;
  /** Copies rows of a table (assembly/indexing.ts). */
  gatherRows(table: number, rowBytes: number, indices: number, count: number, out: number): void;
}

/** By their names in emitted modules. */
export interface FusedKernels {
  readonly fusedNN: Kernels['gemmNN'];
  readonly fusedNT: Kernels['gemmNT'];
  readonly fusedTN: Kernels['gemmTN'];
  readonly fusedSparse: Kernels['gemmSparse'];
  readonly fusedSampled: Kernels['gemmSampled'];
}

function bytesOf(build: 'exact' | 'fused'): Uint8Array<ArrayBuffer> {
  const digits = kernels.map((part) => part[build]).join('');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

const modules: { exact?: WebAssembly.Module; fused?: WebAssembly.Module } = {};

/** Why this page may compile no module at all; undefined where it may. */
export function policyAgainst(): string | undefined {
  try {
    new WebAssembly.Module(writeModule([], {}));
    return undefined;
  } catch {
    return "the page's Content-Security-Policy forbids WebAssembly; let its script-src have 'wasm-unsafe-eval'";
  }
}

/** What a module that does not compile means: where the runtime has no SIMD, or the page may have none, an error that says so. */
export function explained(cause: unknown): unknown {
  if (!(cause instanceof WebAssembly.CompileError)) return cause;
  const policy = policyAgainst();
  if (policy) return new ExecutionError(`jit: ${policy}`, { cause });
  if (WebAssembly.validate(bytesOf('exact'))) return cause;
  return new Error(
    'jit: this runtime has no SIMD in WebAssembly; Chrome has it from version 91 on, Firefox 89, Safari 16.4, Node 16.4, each on processors that have SSE 4.1 or are ARM',
    { cause },
  );
}

/** The kernels, and where they are needed the fused ones, for a memory that threads share or not. */
export function kernelModules(isFused: boolean, isShared: boolean): readonly WebAssembly.Module[] {
  const builds = isFused ? (['exact', 'fused'] as const) : (['exact'] as const);
  return builds.map((build) => {
    if (isShared) return new WebAssembly.Module(withSharedMemory(bytesOf(build)));
    modules[build] ??= new WebAssembly.Module(bytesOf(build));
    return modules[build];
  });
}

/** Instantiates kernels on `memory`. */
export const loadKernels = (memory: WebAssembly.Memory, built = kernelModules(false, false)) =>
  Object.assign(
    {},
    ...built.map((module) => new WebAssembly.Instance(module, { env: { memory } }).exports),
  ) as Kernels & FusedKernels;
