/**
 * The safetensors file format over plain arrays (https://github.com/huggingface/safetensors, "Format"): the header's
 * length as a 64-bit little-endian integer, a JSON header that tells each tensor's type, shape and place, the data.
 */
import { refuse, show } from '@mnist1d/checks';
import { sizeOf } from '../size-of.ts';

/** A tensor as plain data: row-major values and their shape. */
export interface SafetensorsArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

const lengthBytes = 8;
/** Of the types that are written. */
const wordBytes = 4;
/** PyTorch's count of the batches that a BatchNorm has seen, as a 64-bit integer: its averages are the running ones without it. */
const batchCount = /(^|\.)num_batches_tracked$/;
const metadataKey = '__metadata__';

/**
 * Writes tensors as a safetensors file, in the order given.
 *
 * @param metadata texts by name, which stand in the header
 * @throws RangeError where a shape does not fit its data, TypeError where the data are neither Float32Array nor Int32Array, or the
 *   metadata no texts
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, SafetensorsArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== 'string') refuse('encodeSafetensors', `metadata.${name}`, 'a text', text);
  }
  let offset = 0;
  const header = Object.entries(tensors).map(([name, { shape, data }]) => {
    if (name === metadataKey) throw new RangeError(`encodeSafetensors: a tensor cannot be named '${metadataKey}'`);
    if (!(data instanceof Float32Array || data instanceof Int32Array)) {
      throw new TypeError(`encodeSafetensors: the data of '${name}' must be a Float32Array or Int32Array`);
    }
    if (sizeOf(shape) !== data.length) {
      throw new RangeError(`encodeSafetensors: '${name}' has ${data.length} values, which do not fill ${show(shape)}`);
    }
    const begin = offset;
    offset += data.length * wordBytes;
    const dtype = data instanceof Float32Array ? 'F32' : 'I32';
    return [name, { dtype, shape, data_offsets: [begin, offset] }] as const;
  });
  const about = Object.keys(metadata).length > 0 ? { [metadataKey]: metadata } : {};
  const json = new TextEncoder().encode(JSON.stringify({ ...about, ...Object.fromEntries(header) }));
  // Spaces make the data start at a multiple of 8, for readers that map the file into memory.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(lengthBytes + headerBytes + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, lengthBytes, lengthBytes + headerBytes).set(json, lengthBytes);
  let position = lengthBytes + headerBytes;
  for (const { data } of Object.values(tensors)) {
    for (const value of data) {
      if (data instanceof Float32Array) view.setFloat32(position, value, true);
      else view.setInt32(position, value, true);
      position += wordBytes;
    }
  }
  return bytes;
}

/**
 * Reads a safetensors file of float32 and int32 tensors. Left out are `num_batches_tracked`, a 64-bit integer that PyTorch's BatchNorm
 * counts, and the metadata, which {@link safetensorsMetadata} reads.
 *
 * @throws RangeError on a file that is truncated, has a damaged header, gaps, overlaps, or another type
 */
export function decodeSafetensors(bytes: Uint8Array): Record<string, SafetensorsArray> {
  const view = viewOf('decodeSafetensors', bytes);
  const { header, dataStart } = readHeader(view);
  const dataBytes = view.byteLength - dataStart;
  const places: { name: string; begin: number; end: number }[] = [];
  const tensors = Object.entries(header)
    .filter(([name]) => name !== metadataKey)
    .flatMap(([name, entry]): [string, SafetensorsArray][] => {
      const { dtype, shape, begin, end } = readEntry(name, entry);
      if (end > dataBytes) throw damaged(`'${name}' ends at byte ${end} of ${dataBytes} bytes of data`);
      places.push({ name, begin, end });
      if (dtype === 'I64') return [];
      const data = dtype === 'F32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
      for (let i = 0; i < data.length; i++) {
        const position = dataStart + begin + i * wordBytes;
        data[i] = dtype === 'F32' ? view.getFloat32(position, true) : view.getInt32(position, true);
      }
      return [[name, { shape, data }]];
    });
  let covered = 0;
  for (const { name, begin, end } of places.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw damaged(
        `'${name}' begins at byte ${begin}, ${begin < covered ? 'inside another' : 'after a gap'}, ${covered} expected`,
      );
    }
    covered = end;
  }
  if (covered !== dataBytes)
    throw damaged(`${dataBytes} bytes of data follow the header, which accounts for ${covered}`);
  return Object.fromEntries(tensors);
}

/**
 * The metadata of a safetensors file: texts by name, none where it has none.
 *
 * @throws RangeError on a file that has no whole header, or metadata that are no texts
 */
export function safetensorsMetadata(bytes: Uint8Array): Record<string, string> {
  const { header } = readHeader(viewOf('safetensorsMetadata', bytes));
  const metadata = header[metadataKey] ?? {};
  if (!isObject(metadata) || !Object.values(metadata).every((text) => typeof text === 'string')) {
    throw damaged(`${metadataKey} must be an object of texts`);
  }
  return metadata as Record<string, string>;
}

function viewOf(where: string, bytes: Uint8Array): DataView {
  if (!ArrayBuffer.isView(bytes)) throw new TypeError(`${where}: bytes must be a Uint8Array, got ${show(bytes)}`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readHeader(view: DataView): { header: Record<string, unknown>; dataStart: number } {
  const available = view.byteLength - lengthBytes;
  if (available < 0) throw damaged(`a file has at least ${lengthBytes} bytes, got ${view.byteLength}`);
  const length = view.getBigUint64(0, true);
  if (length > available) throw damaged(`the header should have ${length} bytes, ${available} are left`);
  const dataStart = lengthBytes + Number(length);
  let header: unknown;
  try {
    const json = new Uint8Array(view.buffer, view.byteOffset + lengthBytes, Number(length));
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw new RangeError(`decodeSafetensors: the header is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(header)) throw damaged('the header must be a JSON object');
  return { header, dataStart };
}

function readEntry(
  name: string,
  entry: unknown,
): { dtype: 'F32' | 'I32' | 'I64'; shape: readonly number[]; begin: number; end: number } {
  if (!isObject(entry)) throw damaged(`the header's entry for '${name}' must be an object, got ${show(entry)}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32' && dtype !== 'I32' && !(dtype === 'I64' && batchCount.test(name))) {
    throw damaged(`'${name}' has the type ${show(dtype)}; F32 and I32 can be read`);
  }
  if (!isSizes(shape)) throw damaged(`the shape of '${name}' must be an array of sizes, got ${show(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw damaged(`the data_offsets of '${name}' must be [begin, end], got ${show(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const size = sizeOf(shape) * (dtype === 'I64' ? 2 * wordBytes : wordBytes);
  if (end - begin !== size) {
    throw damaged(`'${name}' with the shape ${show(shape)} takes ${size} bytes, its data_offsets are ${show(offsets)}`);
  }
  return { dtype, shape, begin, end };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(what: string): RangeError {
  return new RangeError(`decodeSafetensors: ${what}`);
}
