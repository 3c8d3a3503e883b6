/** Which line of a user's code calls a kernel. */

/** tfjs and our packages: where they are installed, bundled by a development server, or checked out. */
const libraries = /@tensorflow[/+_]|@mnist1d[/+_]|packages\/(\w+\/dist|jit\/src|gradients\/src)|\.vite\/(.*\/)?deps/;

/** The engine's setting; Chrome and Node have it. */
const errors = Error as { stackTraceLimit?: number };

/** The innermost frame of the stack outside of the libraries; undefined where a bundler has made all one file. */
export function userLine(): string | undefined {
  const { stackTraceLimit } = errors;
  errors.stackTraceLimit = Number.POSITIVE_INFINITY;
  const frames = new Error().stack?.split('\n') ?? [];
  if (stackTraceLimit !== undefined) errors.stackTraceLimit = stackTraceLimit;
  const files = frames.map((frame) => /([^\s(]+):\d+:\d+\)?$/.exec(frame)?.[1]);
  // Of this file; where it is not bundled, its folder has the others.
  const [own = '', isAlone] = files.find((file) => file)?.split('record/user-line.') ?? [];
  const isOwn = (file: string) => (isAlone === undefined ? file === own : file.startsWith(own));
  const at = files.findIndex((file) => file && !isOwn(file) && !libraries.test(file));
  return frames[at]?.trim().replace(/^at /, '');
}
