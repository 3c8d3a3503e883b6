/** Float32 values and their bits. */

const floats = new Float32Array(1);
const integers = new Int32Array(floats.buffer);

/** The bits of a float32, as an int32. */
export function bitsOf(value: number): number {
  floats[0] = value;
  return integers[0] as number;
}

/** The float32 that has these bits. */
export function floatOf(bits: number): number {
  integers[0] = bits;
  return floats[0] as number;
}
