/** What two trainings are compared by. */
import type { ArrayParameter } from '@mnist1d/models';
import { digestOf, sha256 } from '@mnist1d/results';

/** SHA-256 of an array's bytes, little-endian as WebAssembly has them. */
export async function bytesDigest({ buffer, byteOffset, byteLength }: ArrayBufferView): Promise<string> {
  return sha256(new Uint8Array(buffer, byteOffset, byteLength));
}

/**
 * SHA-256 of the JSON object that has the digest of each parameter under its name: what PyTorch's weights can be compared with,
 * too.
 */
export async function parametersDigest(parameters: Readonly<Record<string, ArrayParameter>>): Promise<string> {
  const digests = Object.entries(parameters).map(async ([name, { data }]) => [name, await bytesDigest(data)] as const);
  return digestOf(Object.fromEntries(await Promise.all(digests)));
}
