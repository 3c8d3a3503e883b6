/** What is told of a compilation. */

/** A compilation that has ended. */
export interface CompileEvent {
  /** The name of the function, or the beginning of its text. */
  readonly name: string;
  /**
   * `first`: of this function. `argument`: a shape, a type, a number or another value among the arguments is not that of the
   * compilation before. `outside`: an optimiser has another setting, or a captured tensor was disposed. `again`: nothing of that;
   * the plan was disposed, or gave way to 64 others, or the same function was handed to the compiler anew.
   */
  readonly reason: 'first' | 'argument' | 'outside' | 'again';
  /** The first argument that differs, as it was in the compilation before and as it is now: `float32[2]`, `0.1`. */
  readonly changed?: { readonly path: string; readonly from: string; readonly to: string };
  /** How often this function was compiled, this time included. */
  readonly compilations: number;
  /** From the recording to the loaded module. */
  readonly milliseconds: number;
  /** Steps of the program. */
  readonly steps: number;
  /** Bytes of the WebAssembly module, and of its memory. */
  readonly codeBytes: number;
  readonly memoryBytes: number;
}
