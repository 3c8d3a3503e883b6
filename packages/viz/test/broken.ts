/** Results that a test breaks. */

// biome-ignore lint/suspicious/noExplicitAny: the tests break the type on purpose.
export type Broken = any;

/** A copy with one thing changed. */
export function broken<R>(result: R, change: (result: Broken) => void): R {
  const copy = JSON.parse(JSON.stringify(result)) as Broken;
  change(copy);
  return copy;
}
