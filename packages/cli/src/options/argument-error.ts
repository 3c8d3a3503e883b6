/** A wrong command line, told apart from what fails afterwards: it alone ends with code 2. */

/** What is wrong with the arguments of a command. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** What `parse` makes of arguments. A RangeError or TypeError that it throws is an {@link ArgumentError}. */
export function parseArguments<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw ofArguments(error);
  }
}

/** A RangeError or TypeError as an {@link ArgumentError}, another error as it is. */
export function ofArguments(error: unknown): unknown {
  if (!(error instanceof RangeError || error instanceof TypeError)) return error;
  return new ArgumentError(error.message, { cause: error });
}
