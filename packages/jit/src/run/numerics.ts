/** The classes of arithmetic, and whether the runtime has the second one. */
import { checkName } from '@mnist1d/checks';
import { LOAD, laneOpcodes, STORE } from '../emit/opcodes.ts';
import { FunctionWriter, writeModule } from '../emit/wasm-writer.ts';
import { policyAgainst } from './load-kernels.ts';

/**
 * `exact`: every multiplication and every addition is rounded, the same bits everywhere. `fused`: where the compiler says so,
 * a multiplication and an addition are rounded once, the same bits wherever the runtime can do that.
 */
export type Numerics = 'exact' | 'fused';

const classes: readonly Numerics[] = ['exact', 'fused'];

/** What a runtime lacks for `fused`; null where it lacks nothing. */
let lack: string | null | undefined;

/** Whether this runtime has what `numerics: 'fused'` needs: relaxed SIMD, on a processor that multiplies and adds with one rounding. */
export const fuses = (): boolean => whatLacks() === null;

function whatLacks(): string | null {
  lack ??= probe();
  return lack;
}

/**
 * Checks a class of arithmetic.
 *
 * @param where who asks: the beginning of the error
 * @returns the class, `exact` unless it is given
 * @throws RangeError when there is no such class, Error when this runtime lacks what it needs
 */
export function checkNumerics(where: string, given: Numerics = 'exact'): Numerics {
  const numerics = checkName(where, 'numerics', given, classes);
  if (numerics === 'fused' && !fuses())
    throw new Error(`${where}: numerics 'fused' cannot be computed here: ${whatLacks()}; 'exact' can`);
  return numerics;
}

/** The class that options name. @throws as {@link checkNumerics}, TypeError when `relaxed` is given */
export function numericsOf(where: string, options: { readonly numerics?: Numerics | undefined }): Numerics {
  if ('relaxed' in options)
    throw new TypeError(`${where}: there is no option 'relaxed' any more; numerics must be 'exact' or 'fused'`);
  return checkNumerics(where, options.numerics);
}

/** (1 + ε)² is 1 + 2ε + ε² in one rounding, and 1 + 2ε where it is rounded before it is added to. */
const EPSILON = 2 ** -12;

function probe(): string | null {
  const code = new FunctionWriter();
  const load = (place: number) => code.i32(0).memory(LOAD, 16 * place);
  (['f32x4.relaxed_madd', 'f32x4.relaxed_nmadd'] as const).forEach((instruction, i) => {
    code.i32(0);
    for (const place of [0, 0, i + 1]) load(place);
    code.simd(laneOpcodes[instruction]).memory(STORE, 16 * (i + 3));
  });
  const bytes = writeModule([], { code });
  if (!WebAssembly.validate(bytes))
    return 'WebAssembly has no relaxed SIMD; Chrome has it from version 114 on, Node 22, and Node 20 with --experimental-wasm-relaxed-simd';
  const policy = policyAgainst();
  if (policy) return policy;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const floats = new Float32Array(memory.buffer);
  [1 + EPSILON, -(1 + 2 * EPSILON), 1 + 2 * EPSILON].forEach((value, i) => {
    floats.fill(value, 4 * i, 4 * i + 4);
  });
  (new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports.code as () => void)();
  const [added, subtracted] = [floats.subarray(12, 16), floats.subarray(16, 20)];
  return added.every((x) => x === EPSILON ** 2) && subtracted.every((x) => x === -(EPSILON ** 2))
    ? null
    : 'relaxed SIMD rounds twice; it rounds once on ARM64 and on x86-64 with FMA3 in engines that use it';
}
