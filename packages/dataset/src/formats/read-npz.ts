/**
 * Reads .npy and .npz files. An entry of its own, `@mnist1d/dataset/npz`: who generates the data has no need of it.
 * @module npz
 */

import { inflate } from './inflate.ts';
import { type NpyArray, npyTypes, sizeOf } from './npy.ts';
import { crc32, type DatasetArrays, END, ENTRY } from './npz.ts';

export type { DatasetArrays, NpyArray };

/**
 * The array and the shape in an .npy file (version 1.0, little-endian, row-major, of type <f4, <f8, <i4 or <i8). Integers
 * come as Int32Array.
 *
 * @throws RangeError when it is damaged, of another type, byte order, memory order or version, or holds integers of more than
 *   32 bits; TypeError when it is no Uint8Array
 */
export function fromNpy(file: Uint8Array): { array: NpyArray; shape: number[] } {
  checkBytes('fromNpy', file);
  const start = 10 + (file[8] ?? 0) + 256 * (file[9] ?? 0);
  const header = latin1(file.subarray(0, start));
  if (!header.startsWith('\x93NUMPY')) fail('fromNpy', 'a .npy file', `${file.length} bytes of something else`);
  const { descr = '', fortran_order: order, shape: sizes } = file[6] === 1 ? dictionary(header.slice(10)) : {};
  const type = descr.slice(1, -1);
  const Values = type === '<i8' ? BigInt64Array : Object.hasOwn(npyTypes, type) ? npyTypes[type] : undefined;
  const shape = tuple(sizes);
  // The memory orders of a vector are the same.
  if (!Values || !shape || !(order === 'False' || (order === 'True' && shape.length <= 1))) {
    fail('fromNpy', 'version 1.0, row-major, of type <f4, <f8, <i4 or <i8', header.slice(10).trim());
  }
  const bytes = sizeOf(shape) * Values.BYTES_PER_ELEMENT;
  if (file.length - start !== bytes) fail('fromNpy', `whole, with ${bytes} bytes of values`, file.length - start);
  const values = new Values(new Uint8Array(file.subarray(start)).buffer);
  return { array: values instanceof BigInt64Array ? toInt32(values) : values, shape };
}

/**
 * The dataset in an .npz file by `toNpz`, by `numpy.savez(file, x=…, x_test=…, y=…, y_test=…, t=…)` or `savez_compressed`. Its
 * classes are 0 … numClasses − 1, the last of which is the highest label.
 *
 * @throws RangeError on a file that is damaged, lacks one of the arrays or has some that do not go together, or labels that are
 *   no integers of at least 0; TypeError when it is no Uint8Array
 */
export function fromNpz(file: Uint8Array): DatasetArrays {
  checkBytes('fromNpz', file);
  const entries = entriesOf(file);
  const read = (name: string) => {
    const entry = entries.get(`${name}.npy`);
    if (!entry) fail('fromNpz', `an archive with ${name}.npy`, `one of ${[...entries.keys()].join(', ') || 'nothing'}`);
    return fromNpy(contentOf(file, entry));
  };
  const vector = (name: string) => {
    const { array, shape } = read(name);
    if (shape.length !== 1) fail('fromNpz', `an archive whose ${name} has one dimension`, `[${shape.join(', ')}]`);
    return array;
  };
  const t = Float64Array.from(vector('t'));
  const rows = (name: string, labelName: string) => {
    const { array: x, shape } = read(name);
    const y = vector(labelName);
    if (x instanceof Int32Array || shape.length !== 2 || shape[0] !== y.length || shape[1] !== t.length) {
      fail(
        'fromNpz',
        `an archive whose ${name} is [${y.length}, ${t.length}] floats, for ${labelName} and t are as long`,
        `one with ${x instanceof Int32Array ? 'integers, ' : ''}[${shape.join(', ')}]`,
      );
    }
    const classes = Int32Array.from(y);
    const at = classes.findIndex((label, i) => label !== y[i] || label < 0);
    if (at >= 0) fail('fromNpz', `an archive whose ${labelName} are integers of at least 0 and of 32 bits`, y[at]);
    return { x, y: classes };
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
    numClasses: [...train.y, ...test.y].reduce((most, label) => Math.max(most, label + 1), 0),
  };
}

/** The entries of a Python dictionary of texts, truth values and tuples of sizes, as text; without any where it is something else. */
function dictionary(text: string): Readonly<Record<string, string>> {
  const inner = text.trim();
  const entry = /\s*(['"])(\w*)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([\d\s,]*\))\s*(,\s*|(?=\}$))/y;
  entry.lastIndex = 1;
  const entries: [string, string][] = [];
  while (entry.lastIndex < inner.length - 1) {
    const [, , key, value] = entry.exec(inner) ?? [];
    if (key === undefined || value === undefined) return {};
    entries.push([key, value]);
  }
  return inner.startsWith('{') && inner.endsWith('}') ? Object.fromEntries(entries) : {};
}

/** The sizes in a Python tuple, or undefined where it is something else. */
function tuple(text: string | undefined): number[] | undefined {
  const sizes = text?.slice(1, -1).split(',') ?? ['none'];
  if (sizes.at(-1)?.trim() === '') sizes.pop();
  const isSize = (size: string) => /^\s*\d+\s*$/.test(size) && Number.isSafeInteger(Number(size));
  return sizes.every(isSize) ? sizes.map(Number) : undefined;
}

/** A file in an archive. */
interface Entry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly checksum: number;
  /** Bytes, in the archive and of the file. */
  readonly stored: number;
  readonly size: number;
  /** Where its header stands. */
  readonly header: number;
}

/** The files of an archive by name, found through its directory, which has sizes that headers may leave out. */
function entriesOf(archive: Uint8Array): Map<string, Entry> {
  const { u16, u32 } = reader(archive);
  let end = archive.length - 22;
  while (end >= 0 && u32(end) !== END) end--;
  if (end < 0) fail('fromNpz', 'a whole .npz archive', `${archive.length} bytes of something else`);
  const entries = new Map<string, Entry>();
  let at = u32(end + 16);
  let stored = 0;
  for (let count = u16(end + 10); count > 0; count--) {
    if (at + 46 > end || u32(at) !== ENTRY) fail('fromNpz', 'undamaged', 'a broken directory');
    const afterName = at + 46 + u16(at + 28);
    const name = latin1(archive.subarray(at + 46, afterName));
    const method = u16(at + 10);
    if (method !== 0 && method !== 8) fail('fromNpz', 'stored or deflated', `${name} by method ${method}`);
    entries.set(name, {
      name,
      isDeflated: method === 8,
      checksum: u32(at + 16),
      stored: u32(at + 20),
      size: u32(at + 24),
      header: u32(at + 42),
    });
    // What overlaps would be more than there is.
    stored += u32(at + 20);
    if (stored > archive.length) fail('fromNpz', 'undamaged', 'entries that overlap');
    at = afterName + u16(at + 30) + u16(at + 32);
  }
  return entries;
}

function contentOf(archive: Uint8Array, { name, isDeflated, checksum, stored, size, header }: Entry): Uint8Array {
  const { u16 } = reader(archive);
  const start = header + 30 + (header + 30 > archive.length ? 0 : u16(header + 26) + u16(header + 28));
  const bytes = archive.subarray(start, start + stored);
  const content = isDeflated ? inflate(bytes, size) : bytes.length === size ? bytes : undefined;
  if (!content) fail('fromNpz', 'undamaged', `${name} of another size`);
  if (crc32(content) !== checksum) fail('fromNpz', 'undamaged', `${name} with another checksum`);
  return content;
}

function reader(bytes: Uint8Array): { u16(at: number): number; u32(at: number): number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { u16: (at) => view.getUint16(at, true), u32: (at) => view.getUint32(at, true) };
}

function toInt32(values: BigInt64Array): Int32Array {
  const beyond = values.find((value) => value !== BigInt.asIntN(32, value));
  if (beyond !== undefined) fail('fromNpy', 'of integers of 32 bits', beyond);
  return Int32Array.from(values, Number);
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function checkBytes(where: string, file: Uint8Array): void {
  // That of another window, too.
  if (file?.[Symbol.toStringTag] !== 'Uint8Array')
    throw new TypeError(`${where}: file must be a Uint8Array, got ${file}`);
}

function fail(where: string, rule: string, got: unknown): never {
  throw new RangeError(`${where}: file must be ${rule}, got ${got}`);
}
