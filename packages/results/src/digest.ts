/** Names of values by their content. */
import { sha256 as hash } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { toFiniteJson } from './json.ts';
import type { Json } from './result.ts';

/**
 * SHA-256, in hexadecimal, of a value: equal for equal values, whatever the order of their keys.
 *
 * @throws RangeError or TypeError that names the place of a number that is not finite, or of another value that JSON does not hold
 */
export async function digestOf(value: Json): Promise<string> {
  return sha256(new TextEncoder().encode(canonicalJson(toFiniteJson('digestOf', 'value', value))));
}

/** SHA-256 of bytes, in hexadecimal. Not by `crypto.subtle`, which pages have from secure origins alone. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return bytesToHex(hash(bytes));
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, v: Json) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}
