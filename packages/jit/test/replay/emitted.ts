/** What the compiler emits for a program: all that the tests of this folder ask of it, by its public functions alone. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import {
  type CompileOptions,
  compileLoop,
  jit,
  type LooseLoopOptions,
  type ScanStep,
  scan,
  type Tensors,
} from '../../src/index.ts';

export { randomNormal, randomUniform, withOrderedTape } from '../../src/index.ts';

/** Compiles something; returns how the compiler explains it, where it does. Its tensors are disposed. */
export type Program = () => string | undefined;

/** What was instantiated: the module, and the memory after the program has compiled. */
export interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly memory: WebAssembly.Memory;
}

/** Compiles a function for arguments, which may hold variables' initial values to be computed; does not run it. */
export function functionOf<A extends unknown[]>(
  fn: (...args: A) => unknown,
  args: A,
  options: CompileOptions = {},
): string {
  return jit(fn, options)
    .explain(...args)
    .toString();
}

/** Compiles a loop; does not run it. */
export function loopOf<S extends Tensors, D extends Tensors>(options: LooseLoopOptions<S, D>): string {
  return compileLoop(options).explain().toString();
}

/** Compiles a scan and runs its steps, for a scan is compiled where it is called; its gradient waits to be asked for. */
export function scanOf<C extends Tensors, X extends Tensors>(
  step: ScanStep<C, X, Tensors>,
  carry: C,
  xs: X,
): undefined {
  scan(step, carry, xs);
}

/**
 * Compiles, and watches the modules that are made: those with a program, for the kernels have a module of their own, which
 * is loaded once.
 */
export function emittedBy(program: Program): {
  readonly modules: readonly Emitted[];
  readonly explained: readonly string[];
} {
  const { Module, Instance } = WebAssembly;
  const bytesOf = new WeakMap<WebAssembly.Module, Uint8Array<ArrayBuffer>>();
  const modules: Emitted[] = [];
  const watched = {
    Module: new Proxy(Module, {
      construct(target, [bytes]: [Uint8Array<ArrayBuffer>]) {
        const module = new target(bytes);
        bytesOf.set(module, bytes);
        return module;
      },
    }),
    Instance: new Proxy(Instance, {
      construct(target, [module, imports]: [WebAssembly.Module, { env: { memory: WebAssembly.Memory } }]) {
        const bytes = bytesOf.get(module);
        if (bytes && namesOf(module).includes('run0')) modules.push({ bytes, memory: imports.env.memory });
        return new target(module, imports);
      },
    }),
  };
  Object.assign(WebAssembly, watched);
  try {
    const explained = tf.tidy(program);
    return { modules, explained: explained === undefined ? [] : [explained] };
  } finally {
    Object.assign(WebAssembly, { Module, Instance });
  }
}

const namesOf = (module: WebAssembly.Module) => WebAssembly.Module.exports(module).map(({ name }) => name);

/** What a module is known by. */
export interface Digest {
  /** Of the module. */
  readonly sha256: string;
  /** Length of the module. */
  readonly bytes: number;
  /** Functions that carry out a step. */
  readonly steps: number;
  /**
   * SHA-256 of its memory, where literals and constants stand: the module has no more than their addresses. A loop's state
   * and data are there, too, and what a scan has computed.
   */
  readonly memory: string;
}

export function digestOf({ bytes, memory }: Emitted): Digest {
  return {
    sha256: sha256(bytes),
    bytes: bytes.length,
    steps: namesOf(new WebAssembly.Module(bytes)).filter((name) => name.startsWith('step')).length,
    memory: sha256(new Uint8Array(memory.buffer)),
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
