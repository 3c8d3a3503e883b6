/** A value as it stands in a message. */

/** Text in quotes, a list in brackets, the digits of a number; what other objects hold is left out. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'object' && value ? 'an object' : String(value);
}
