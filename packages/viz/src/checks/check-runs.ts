/** Checks of the runs that a figure draws. */
import { checkNumbers, checkObject, describe } from './check-values.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The runs of a result, each of which `check` passes.
 *
 * @throws TypeError if there is no array of runs with specifications, RangeError if there is none
 */
export function checkRuns<R>(
  where: string,
  result: unknown,
  check: (name: string, spec: Fields, run: Fields) => void,
): R[] {
  const { data } = checkObject(where, 'result', result);
  const { runs } = checkObject(where, 'result.data', data);
  if (!Array.isArray(runs)) throw new TypeError(`${where}: result.data.runs must be an array, got ${describe(runs)}`);
  if (runs.length === 0) throw new RangeError(`${where}: result.data.runs must have a run, got none`);
  runs.forEach((value: unknown, i) => {
    const name = `result.data.runs[${i}]`;
    const run = checkObject(where, name, value);
    check(name, checkObject(where, `${name}.spec`, run.spec), run);
  });
  return runs as R[];
}

/** @throws RangeError unless `value` is one of `known`. */
export function checkOneOf(where: string, name: string, value: unknown, known: readonly string[]): void {
  if (!known.includes(value as string)) {
    throw new RangeError(`${where}: ${name} must be one of ${known.join(', ')}, got ${describe(value)}`);
  }
}

/** Curves of a run: arrays of finite numbers, as many in each. A range, where given, holds for all but the first. */
export function checkCurves(
  where: string,
  name: string,
  run: Fields,
  fields: readonly string[],
  [minimum, maximum]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): void {
  const curves = checkObject(where, `${name}.curves`, run.curves);
  let length: number | undefined;
  for (const field of fields) {
    const values = curves[field];
    if (length === undefined) checkNumbers(where, `${name}.curves.${field}`, values);
    else checkNumbers(where, `${name}.curves.${field}`, values, minimum, maximum);
    length ??= values.length;
    if (values.length !== length || length === 0) {
      throw new RangeError(
        `${where}: ${name}.curves.${field} must have as many values as ${fields[0]}, and at least one, got ${values.length} and ${length}`,
      );
    }
  }
}
