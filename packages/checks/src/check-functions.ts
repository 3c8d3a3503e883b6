/** Checks of functions. */
import { show } from './show.ts';

/** @throws TypeError where what is there is no function */
export function checkFunctions(where: string, functions: Readonly<Record<string, unknown>>): void {
  for (const [name, given] of Object.entries(functions))
    if (given !== undefined && typeof given !== 'function')
      throw new TypeError(`${where}: ${name} must be a function, got ${show(given)}`);
}
