/** The check of an argument that is an integer. Where one is out of its range, the error names the bound that is broken. */
import { checkNumber, refuse } from '@mnist1d/checks';

export function checkWholeNumber(where: string, name: string, value: unknown, min?: number, max?: number): void {
  if (!Number.isInteger(value)) refuse(where, name, 'an integer', value);
  checkNumber(where, name, value, min, max);
}
