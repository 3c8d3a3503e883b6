/** NumPy's file format for one array, version 1.0 (numpy.lib.format), little-endian and row-major. */

/** The arrays that can be written. */
export type NpyArray = Float32Array | Float64Array | Int32Array;

export const npyTypes: Readonly<
  Record<string, { new (buffer: ArrayBuffer): NpyArray; readonly BYTES_PER_ELEMENT: number }>
> = {
  '<f4': Float32Array,
  '<f8': Float64Array,
  '<i4': Int32Array,
};

/**
 * An array as an .npy file, for `numpy.load`.
 *
 * @param shape default: one dimension
 * @throws RangeError when the shape does not hold as many values as the array has, TypeError on another kind of array
 */
export function toNpy(array: NpyArray, shape: readonly number[] = [array.length]): Uint8Array {
  const descr = Object.keys(npyTypes).find((name) => npyTypes[name] === array.constructor);
  if (!descr) throw new TypeError('toNpy: array must be a Float32Array, Float64Array or Int32Array');
  if (sizeOf(shape) !== array.length || !shape.every((size) => size >>> 0 === size))
    throw new RangeError(`toNpy: shape must hold ${array.length} values, got [${shape}]`);
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((size) => `${size},`).join('')}), }`;
  // Magic, version, length of the header and the header, padded to a multiple of 64.
  const length = Math.ceil((dictionary.length + 11) / 64) * 64 - 10;
  const prefix = [
    ...ascii(`\x93NUMPY\x01\x00`),
    length & 255,
    length >> 8,
    ...ascii(`${dictionary.padEnd(length - 1)}\n`),
  ];
  return join([prefix, new Uint8Array(array.buffer, array.byteOffset, array.byteLength)]);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** The bytes of a text in Latin-1. */
export function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

export function join(parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
