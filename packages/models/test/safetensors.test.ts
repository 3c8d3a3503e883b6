import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cnn,
  decodeSafetensors,
  encodeSafetensors,
  loadSafetensors,
  logistic,
  safetensorsMetadata,
  saveSafetensors,
} from '../src/index.ts';
import './cpu-backend.ts';

/** Written by the Python library: safetensors.numpy.save (0.8.0), with metadata { format: 'pt' }. */
const fromPython = Uint8Array.from(
  atob(
    'UAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCJ9LCJhLndlaWdodCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbMCwyNF19LCJiIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsxLDNdLCJkYXRhX29mZnNldHMiOlsyNCwzNl19LCJlbXB0eSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCw0XSwiZGF0YV9vZmZzZXRzIjpbMzYsMzZdfSwic2NhbGFyIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlszNiw0MF19LCJzdGVwcyI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzQwLDQ4XX19ICAgICAAAAAAJUkSPiVJkj63bds+JUkSP27bNj8AAIA/AAAgwEdEAwAAAAA//////////38=',
  ),
  (character) => character.charCodeAt(0),
);

/** A file with any header and any number of data bytes. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

test('a file of the Python library is read', () => {
  const tensors = decodeSafetensors(fromPython);
  expect(tensors).toEqual({
    'a.weight': { shape: [2, 3], data: Float32Array.from([0, 1, 2, 3, 4, 5], (i) => i / 7) },
    b: { shape: [1, 3], data: Float32Array.of(1, -2.5, 3e-40) },
    steps: { shape: [2], data: Int32Array.of(-1, 2147483647) },
    empty: { shape: [0, 4], data: new Float32Array() },
    scalar: { shape: [], data: Float32Array.of(0.5) },
  });
});

test('a file begins as the format says', () => {
  const bytes = encodeSafetensors({ bias: { shape: [1], data: Float32Array.of(1) } });
  const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes));
  expect(headerBytes % 8).toBe(0);
  expect(header).toBe('{"bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'.padEnd(headerBytes));
  expect([...bytes.subarray(8 + headerBytes)]).toEqual([0, 0, 0x80, 0x3f]);
});

test('metadata are read, of the Python library’s files and of ours', () => {
  expect(safetensorsMetadata(fromPython)).toEqual({ format: 'pt' });
  const tensors = { bias: { shape: [1], data: Float32Array.of(1) } };
  const metadata = { note: 'ü "quoted"\n', empty: '' };
  const bytes = encodeSafetensors(tensors, metadata);
  expect(safetensorsMetadata(bytes)).toEqual(metadata);
  expect(decodeSafetensors(bytes)).toEqual(tensors);
  expect(safetensorsMetadata(encodeSafetensors(tensors))).toEqual({});
});

test('what is written is read back, whatever the names and values', () => {
  const float = fc.array(fc.float()).map((values) => ({ shape: [1, values.length], data: Float32Array.from(values) }));
  const int = fc.array(fc.integer()).map((values) => ({ shape: [values.length], data: Int32Array.from(values) }));
  const names = fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__');
  fc.assert(
    fc.property(fc.dictionary(names, fc.oneof(float, int), { noNullPrototype: true }), fc.nat(7), (tensors, offset) => {
      const bytes = encodeSafetensors(tensors);
      // A view that starts anywhere in its buffer, as Node's small Buffers do.
      const shifted = new Uint8Array(bytes.length + offset).subarray(offset);
      shifted.set(bytes);
      expect(decodeSafetensors(shifted)).toEqual(tensors);
    }),
  );
});

test('parameters are saved and loaded', async () => {
  const model = cnn();
  const params = model.init(1);
  const loaded = loadSafetensors(await saveSafetensors(params), model);
  expect(Object.keys(loaded)).toEqual(Object.keys(params));
  for (const key of Object.keys(params) as (keyof typeof params)[]) {
    expect(loaded[key].shape).toEqual(params[key].shape);
    expect(loaded[key].dataSync()).toEqual(params[key].dataSync());
  }
  const steps = loadSafetensors(await saveSafetensors({ steps: tf.tensor1d([1, 2], 'int32') })).steps!;
  expect([steps.dtype, ...steps.dataSync()]).toEqual(['int32', 1, 2]);
});

test('PyTorch’s count of batches is left out, and a model’s parameters come in its order', () => {
  const header = {
    'linear.weight': { dtype: 'F32', shape: [1, 1], data_offsets: [12, 16] },
    'bn.num_batches_tracked': { dtype: 'I64', shape: [], data_offsets: [0, 8] },
    'linear.bias': { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
  };
  expect(Object.keys(decodeSafetensors(file(header, 16)))).toEqual(['linear.weight', 'linear.bias']);
  const swapped = Object.fromEntries(Object.entries(header).reverse());
  const loaded = loadSafetensors(file(swapped, 16), logistic({ inputSize: 1, outputSize: 1 }));
  expect(Object.keys(loaded)).toEqual(['linear.weight', 'linear.bias']);
});

describe('rejects', () => {
  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(), 'a file has at least 8 bytes, got 0'],
    ['a truncated header', fromPython.subarray(0, 100), 'the header should have 336 bytes, 92 are left'],
    ['truncated data', fromPython.subarray(0, -1), "'steps' ends at byte 48 of 47 bytes of data"],
    ['bytes after the data', file({ a: entry }, 9), '9 bytes of data follow the header, which accounts for 8'],
    ['a header that is no JSON', file('{', 0), 'the header is not JSON: '],
    ['a header that is no object', file([], 0), 'the header must be a JSON object'],
    ['an entry that is no object', file({ a: 1 }, 0), "the header's entry for 'a' must be an object, got 1"],
    ['another type', file({ a: { ...entry, dtype: 'F16' } }, 8), "'a' has the type 'F16'; F32 and I32 can be read"],
    [
      'another 64-bit integer',
      file({ batches: { dtype: 'I64', shape: [], data_offsets: [0, 8] } }, 8),
      "'batches' has the type 'I64'; F32 and I32 can be read",
    ],
    [
      'a count of the wrong size',
      file({ num_batches_tracked: { dtype: 'I64', shape: [], data_offsets: [0, 4] } }, 4),
      "'num_batches_tracked' with the shape [] takes 8 bytes, its data_offsets are [0, 4]",
    ],
    [
      'a shape that is none',
      file({ a: { ...entry, shape: [-2] } }, 8),
      "the shape of 'a' must be an array of sizes, got [-2]",
    ],
    [
      'offsets that are none',
      file({ a: { ...entry, data_offsets: [0] } }, 8),
      "the data_offsets of 'a' must be [begin, end], got [0]",
    ],
    [
      'a size that does not fit',
      file({ a: { ...entry, shape: [3] } }, 8),
      "'a' with the shape [3] takes 12 bytes, its data_offsets are [0, 8]",
    ],
    [
      'an overlap',
      file({ a: entry, b: { ...entry, data_offsets: [4, 12] } }, 12),
      "'b' begins at byte 4, inside another, 8 expected",
    ],
    [
      'a gap',
      file({ a: entry, b: { ...entry, data_offsets: [12, 20] } }, 20),
      "'b' begins at byte 12, after a gap, 8 expected",
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(RangeError);
    expect(() => decodeSafetensors(bytes)).toThrow(`decodeSafetensors: ${message}`);
  });

  test('metadata that are no texts', () => {
    for (const metadata of [{ steps: 3 }, ['a', 1], 'text'])
      expect(() => safetensorsMetadata(file({ __metadata__: metadata }, 0))).toThrow('__metadata__ must be an object');
    expect(() => encodeSafetensors({}, { steps: 3 as never })).toThrow('metadata.steps must be a text, got 3');
    expect(() => safetensorsMetadata(fromPython.subarray(0, 40))).toThrow('the header should have');
    expect(() => safetensorsMetadata('text' as never)).toThrow(TypeError);
  });

  test('a header length beyond any file', () => {
    expect(() => decodeSafetensors(new Uint8Array(64).fill(0xff))).toThrow('should have 18446744073709551615 bytes');
  });

  test('any damage to a header’s text, or reads another file from it', () => {
    fc.assert(
      fc.property(fc.nat(fromPython.length - 1), fc.nat(255), (position, byte) => {
        const damaged = fromPython.slice();
        damaged[position] = byte;
        try {
          for (const { shape, data } of Object.values(decodeSafetensors(damaged))) {
            expect(shape.reduce((n, size) => n * size, 1)).toBe(data.length);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message).toMatch(/^decodeSafetensors: /);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[() => unknown, string]>([
    [
      () => decodeSafetensors('file.safetensors' as never),
      "decodeSafetensors: bytes must be a Uint8Array, got 'file.safetensors'",
    ],
    [
      () => encodeSafetensors({ a: { shape: [3], data: new Float32Array(2) } }),
      "encodeSafetensors: 'a' has 2 values, which do not fill [3]",
    ],
    [
      () => encodeSafetensors({ a: { shape: [1], data: [1] as never } }),
      "the data of 'a' must be a Float32Array or Int32Array",
    ],
    [
      () => encodeSafetensors({ __metadata__: { shape: [0], data: new Float32Array() } }),
      "cannot be named '__metadata__'",
    ],
    [
      () => loadSafetensors(encodeSafetensors(logistic().initArrays(0)), cnn()),
      "loadSafetensors: params has no 'conv1.weight'",
    ],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });

  test('tensors of other types', async () => {
    await expect(saveSafetensors({ mask: tf.tensor1d([true]) })).rejects.toThrow(
      "saveSafetensors: 'mask' must be float32 or int32, got bool",
    );
  });
});
