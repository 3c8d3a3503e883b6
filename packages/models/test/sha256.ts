/** The digest of an array's little-endian bytes, in Node and in browsers. */
export async function sha256(values: Float32Array | Int32Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', values.slice());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
