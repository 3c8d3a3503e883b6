/** A dataset as an .npz file: a ZIP archive of .npy files, stored without compression, as numpy.savez writes. `read-npz.ts` reads it. */
import type { Dataset } from '../make-dataset.ts';
import { ascii, join, toNpy } from './npy.ts';

/** A dataset without the way it was made. */
export type DatasetArrays = Omit<Dataset, 'options' | 'templates'>;

/** The arrays x, x_test, y, y_test and t, for `numpy.load`. */
export function toNpz({ x, xTest, y, yTest, t, length, numTrain, numTest }: DatasetArrays): Uint8Array {
  return zip({
    x: toNpy(x, [numTrain, length]),
    x_test: toNpy(xTest, [numTest, length]),
    y: toNpy(y),
    y_test: toNpy(yTest),
    t: toNpy(t),
  });
}

export const ENTRY = 0x02014b50;
export const END = 0x06054b50;

/** An uncompressed archive (PKWARE APPNOTE 6.3.3) of .npy files, all dated 1980-01-01. */
function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts: (readonly number[] | Uint8Array)[] = [];
  const directory: number[] = [];
  let at = 0;
  for (const [stem, content] of Object.entries(files)) {
    const name = ascii(`${stem}.npy`);
    const size = word(content.length);
    // Version, flags and method, time and date, checksum, sizes, lengths of the name and of the extra field.
    const common = [20, 0, ...word(0), 0, 0, 33, 0, ...word(crc32(content)), ...size, ...size, ...word(name.length)];
    const header = [...word(0x04034b50), ...common, ...name];
    directory.push(...word(ENTRY), 20, 0, ...common, ...word(0), ...word(0), 0, 0, ...word(at), ...name);
    parts.push(header, content);
    at += header.length + content.length;
  }
  const count = parts.length / 2;
  return join([
    ...parts,
    directory,
    [...word(END), ...word(0), count, 0, count, 0, ...word(directory.length), ...word(at), 0, 0],
  ]);
}

/** The checksum of ZIP (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let c = -1;
  for (const byte of bytes) {
    c ^= byte;
    for (let bit = 0; bit < 8; bit++) c = (c >>> 1) ^ (-(c & 1) & 0xedb88320);
  }
  return ~c >>> 0;
}

/** The bytes of a 32-bit number, the least first. */
function word(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
}
