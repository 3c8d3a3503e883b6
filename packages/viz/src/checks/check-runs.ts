/** What a figure asks of runs besides what their kind says. */

/** @throws RangeError if there are none of these runs. */
export function checkSome(where: string, runs: readonly unknown[], what = 'a run'): void {
  if (runs.length === 0) throw new RangeError(`${where}: result.data.runs must have ${what}, got none`);
}

/** @throws RangeError if two runs have the same specification. */
export function checkDistinct(where: string, runs: readonly { readonly spec: object }[]): void {
  const seen = new Map<string, number>();
  for (const [i, { spec }] of runs.entries()) {
    const key = JSON.stringify(spec);
    const other = seen.get(key);
    if (other !== undefined) {
      throw new RangeError(
        `${where}: result.data.runs[${i}] repeats runs[${other}] (${key}); every run must stand once`,
      );
    }
    seen.set(key, i);
  }
}

/** @throws RangeError if runs were evaluated at other steps than the first: a mean over them would mean nothing. */
export function checkSameSteps(
  where: string,
  runs: readonly { readonly spec: object; readonly curves?: { readonly steps: readonly number[] } }[],
): void {
  const expected = runs.find(({ curves }) => curves)?.curves?.steps ?? [];
  for (const [i, { curves }] of runs.entries()) {
    const steps = curves?.steps ?? expected;
    if (steps.length === expected.length && steps.every((step, k) => step === expected[k])) continue;
    throw new RangeError(
      `${where}: all runs must be evaluated at the same steps, got ${steps.length} up to ${steps.at(-1)} in result.data.runs[${i}]` +
        ` and ${expected.length} up to ${expected.at(-1)} in the first`,
    );
  }
}
