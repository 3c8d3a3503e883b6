/** Bytes and floats as text, for JSON. */

function toBase64(bytes: Uint8Array): string {
  let text = '';
  // In parts: a call takes so many arguments and no more.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Little-endian. */
export function floatsToBase64(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return toBase64(new Uint8Array(view.buffer));
}

export function floatsFromBase64(text: string): Float32Array {
  const view = new DataView(fromBase64(text).buffer as ArrayBuffer);
  return Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** Zeros and ones, eight to a byte, the first in the highest bit; the end is filled with zeros. */
export function bitsToBase64(bits: ArrayLike<number>): string {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++)
    if (bits[i] !== 0) bytes[i >> 3] = (bytes[i >> 3] as number) | (0x80 >> (i & 7));
  return toBase64(bytes);
}

export function bitsFromBase64(text: string, length: number): Float32Array {
  const bytes = fromBase64(text);
  return Float32Array.from({ length }, (_, i) => ((bytes[i >> 3] as number) >> (7 - (i & 7))) & 1);
}
