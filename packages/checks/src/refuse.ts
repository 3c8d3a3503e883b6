/** The error for a wrong argument: who refuses it, what it is called, what it must be, what it is. */
import { show } from './show.ts';

/** @throws RangeError for a number or a list, which may be right but for its size, TypeError for other values */
export function refuse(where: string, name: string, rule: string, value: unknown): never {
  const error = typeof value === 'number' || Array.isArray(value) ? RangeError : TypeError;
  throw new error(`${where}: ${name} must be ${rule}, got ${show(value)}`);
}
