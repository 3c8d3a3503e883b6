/** Reads .npy and .npz files. An entry of its own, `@mnist1d/dataset/npz`: who generates the data has no need of it. */
import { type NpyArray, npyTypes, sizeOf } from './npy.ts';
import { crc32, type DatasetArrays, END, ENTRY } from './npz.ts';

export type { DatasetArrays, NpyArray };

/**
 * The array and the shape in an .npy file.
 *
 * @throws RangeError when it is damaged or of another type, byte order, memory order or version
 */
export function fromNpy(file: Uint8Array): { array: NpyArray; shape: number[] } {
  const start = 10 + (file[8] as number) + ((file[9] as number) << 8);
  const header = String.fromCharCode(...file.subarray(0, start));
  const [, descr = '', sizes = ''] = /^.NUMPY.*'descr': '(...)'.*order': False.*\(([\d, ]*)\)/s.exec(header) ?? [];
  const type = npyTypes[descr];
  const shape = sizes
    .split(',')
    .filter((size) => size.trim())
    .map(Number);
  if (!type || file.length - start !== sizeOf(shape) * type.BYTES_PER_ELEMENT) {
    throw new RangeError(
      `fromNpy: file must be a whole .npy 1.0 of <f4, <f8 or <i4, row-major, got ${header.slice(10, 99)}`,
    );
  }
  return { array: new type(new Uint8Array(file.subarray(start)).buffer), shape };
}

/**
 * Reads what `toNpz` or `numpy.savez(file, x=…, x_test=…, y=…, y_test=…, t=…)` wrote.
 *
 * @throws RangeError on a file that is damaged or compressed, lacks one of the arrays or has some that do not go together
 */
export function fromNpz(file: Uint8Array): DatasetArrays {
  const files = unzip(file);
  const read = (name: string) => {
    const content = files[name];
    if (!content) throw new RangeError(`fromNpz: file must hold ${name}, got ${Object.keys(files)}`);
    return fromNpy(content);
  };
  const rows = (name: string) => {
    const { array, shape } = read(name);
    const { array: labels } = read(name.replace('x', 'y'));
    if (shape.length !== 2 || shape[0] !== labels.length) {
      throw new RangeError(
        `fromNpz: ${name} must be [rows, length] with a label per row, got [${shape}] and ${labels.length} labels`,
      );
    }
    return { x: array as Signals, y: Int32Array.from(labels), length: shape[1] as number };
  };
  const [train, test] = [rows('x'), rows('x_test')];
  return {
    x: train.x,
    xTest: test.x,
    y: train.y,
    yTest: test.y,
    t: Float64Array.from(read('t').array),
    length: train.length,
    numTrain: train.y.length,
    numTest: test.y.length,
    numClasses: new Set([...train.y, ...test.y]).size,
  };
}

type Signals = Exclude<NpyArray, Int32Array>;

/** The files of an uncompressed archive by name without ending, found through its directory. */
function unzip(archive: Uint8Array): Record<string, Uint8Array> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  const files: Record<string, Uint8Array> = {};
  let problem = 'a whole .npz archive';
  try {
    let end = archive.length - 22;
    while (u32(end) !== END) end--;
    let entry = u32(end + 16);
    for (let i = u16(end + 10); i > 0; i--) {
      if (u32(entry) !== ENTRY) throw 0;
      const afterName = entry + 46 + u16(entry + 28);
      const local = u32(entry + 42);
      const start = local + 30 + u16(local + 26) + u16(local + 28);
      const content = archive.subarray(start, start + u32(entry + 24));
      problem = u16(entry + 10) === 0 ? 'undamaged' : 'uncompressed, by savez and not by savez_compressed';
      if (crc32(content) !== u32(entry + 16)) throw 0;
      files[String.fromCharCode(...archive.subarray(entry + 46, afterName - 4))] = content;
      entry = afterName + u16(entry + 30) + u16(entry + 32);
    }
  } catch {
    throw new RangeError(`fromNpz: file must be ${problem}, got ${archive.length} bytes that are not`);
  }
  return files;
}
