/** Reads .npy and .npz files. An entry of its own, `@mnist1d/dataset/npz`: who generates the data has no need of it. */
import { type NpyArray, npyTypes, sizeOf } from './npy.ts';
import { crc32, type DatasetArrays, END, ENTRY } from './npz.ts';

export type { DatasetArrays, NpyArray };

/**
 * The array and the shape in an .npy file (version 1.0, little-endian, row-major, of type <f4, <f8, <i4 or <i8). Integers
 * come as Int32Array.
 *
 * @throws RangeError when it is damaged, of another type, byte order, memory order or version, or holds integers of more than
 *   32 bits
 */
export function fromNpy(file: Uint8Array): { array: NpyArray; shape: number[] } {
  const start = 10 + (file[8] ?? 0) + 256 * (file[9] ?? 0);
  const header = latin1(file.subarray(0, start));
  const [, descr = '', order = '', sizes = ''] =
    /^.NUMPY.{4}\{'descr': '(.*?)', 'fortran_order': (\w+), 'shape': \(([\d, ]*)\)/s.exec(header) ?? [];
  const Values = descr === '<i8' ? BigInt64Array : npyTypes[descr];
  const shape = sizes
    .split(',')
    .filter((size) => size.trim())
    .map(Number);
  if (!header.startsWith('\x93NUMPY')) fail('fromNpy', 'a .npy file', `${file.length} bytes of something else`);
  // The memory orders of a vector are the same.
  if (!Values || (order !== 'False' && shape.length > 1)) {
    fail('fromNpy', 'version 1.0, row-major, of type <f4, <f8, <i4 or <i8', header.slice(10).trim());
  }
  const bytes = sizeOf(shape) * Values.BYTES_PER_ELEMENT;
  if (file.length - start !== bytes) fail('fromNpy', `whole, with ${bytes} bytes of values`, file.length - start);
  const values = new Values(new Uint8Array(file.subarray(start)).buffer);
  return { array: values instanceof BigInt64Array ? toInt32(values) : values, shape };
}

/**
 * The dataset in an .npz file by `toNpz` or by `numpy.savez(file, x=…, x_test=…, y=…, y_test=…, t=…)`.
 *
 * @throws RangeError on a file that is damaged or compressed, lacks one of the arrays or has some that do not go together
 */
export function fromNpz(file: Uint8Array): DatasetArrays {
  const files = unzip(file);
  const read = (name: string) => {
    const content = files[`${name}.npy`];
    if (!content)
      fail('fromNpz', `an archive with ${name}.npy`, `one of ${Object.keys(files).join(', ') || 'nothing'}`);
    return fromNpy(content);
  };
  const t = Float64Array.from(read('t').array);
  const rows = (name: string, labelName: string) => {
    const { array: x, shape } = read(name);
    const { array: y } = read(labelName);
    if (x instanceof Int32Array || shape.length !== 2 || shape[0] !== y.length || shape[1] !== t.length) {
      fail(
        'fromNpz',
        `an archive whose ${name} is [${y.length}, ${t.length}] floats, for ${labelName} and t are as long`,
        `one with ${x instanceof Int32Array ? 'integers, ' : ''}[${shape.join(', ')}]`,
      );
    }
    return { x, y: Int32Array.from(y) };
  };
  const [train, test] = [rows('x', 'y'), rows('x_test', 'y_test')];
  return {
    x: train.x,
    xTest: test.x,
    y: train.y,
    yTest: test.y,
    t,
    length: t.length,
    numTrain: train.y.length,
    numTest: test.y.length,
    numClasses: new Set([...train.y, ...test.y]).size,
  };
}

/** The files of an uncompressed archive by name, found through its directory, which has sizes that headers may leave out. */
function unzip(archive: Uint8Array): Record<string, Uint8Array> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  const files: Record<string, Uint8Array> = {};
  let end = archive.length - 22;
  while (end >= 0 && u32(end) !== END) end--;
  if (end < 0) fail('fromNpz', 'a whole .npz archive', `${archive.length} bytes of something else`);
  let entry = u32(end + 16);
  for (let count = u16(end + 10); count > 0; count--) {
    if (entry + 46 > end || u32(entry) !== ENTRY) fail('fromNpz', 'undamaged', 'a broken directory');
    const afterName = entry + 46 + u16(entry + 28);
    const name = latin1(archive.subarray(entry + 46, afterName));
    if (u16(entry + 10) !== 0) fail('fromNpz', 'by numpy.savez, uncompressed', `${name} compressed`);
    const local = u32(entry + 42);
    const start = local + 30 + (local + 30 > end ? 0 : u16(local + 26) + u16(local + 28));
    const content = archive.subarray(start, start + u32(entry + 24));
    if (crc32(content) !== u32(entry + 16)) fail('fromNpz', 'undamaged', `${name} with another checksum`);
    files[name] = content;
    entry = afterName + u16(entry + 30) + u16(entry + 32);
  }
  return files;
}

function toInt32(values: BigInt64Array): Int32Array {
  const beyond = values.find((value) => value !== BigInt.asIntN(32, value));
  if (beyond !== undefined) fail('fromNpy', 'of integers of 32 bits', beyond);
  return Int32Array.from(values, Number);
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function fail(where: string, rule: string, got: unknown): never {
  throw new RangeError(`${where}: file must be ${rule}, got ${got}`);
}
