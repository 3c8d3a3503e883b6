/** SHA-256 in hexadecimal of an array's bytes, in Node and in browsers. */
export async function digest(array: ArrayBufferView<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', array));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
