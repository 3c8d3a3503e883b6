/** Names of values by their content. */
import type { Json } from './result.ts';

/** SHA-256, in hexadecimal, of a value: equal for equal values, whatever the order of their keys. */
export async function digestOf(value: Json): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalJson(value)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, v: Json) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}
