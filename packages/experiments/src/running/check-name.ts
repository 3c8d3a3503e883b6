/** The check of a name, for users of this package: the private package that it comes from publishes no types. */
import { checkName as check } from '@mnist1d/checks';

/**
 * The name itself if it is known.
 *
 * @throws RangeError that suggests the nearest known one
 */
export function checkName<T extends string>(where: string, what: string, value: string, known: readonly T[]): T {
  return check(where, what, value, known);
}
