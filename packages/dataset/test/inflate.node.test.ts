/** DEFLATE against zlib's, which Node has. */
import { constants, deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inflate } from '../src/formats/inflate.ts';
import { fromNpz } from '../src/formats/read-npz.ts';
import { makeDataset, toNpz } from '../src/index.ts';

const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE];
const bytesOf = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  // What repeats has long matches, short distances.
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(3000))
    .map(([part, length]) => Uint8Array.from({ length }, (_, i) => part[i % part.length]!)),
);

test('it gives back what zlib compressed, by every strategy', () => {
  fc.assert(
    fc.property(bytesOf, fc.constantFrom(...strategies), fc.integer({ min: 0, max: 9 }), (bytes, strategy, level) => {
      expect(inflate(deflateRawSync(bytes, { strategy, level }), bytes.length)).toEqual(bytes);
    }),
    { seed: 1, numRuns: 300 },
  );
  const large = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7);
  expect(inflate(deflateRawSync(large), large.length)).toEqual(large);
});

test('what is damaged, cut or of another size has no bytes', () => {
  const bytes = Uint8Array.from({ length: 500 }, (_, i) => (i * i) >> 5);
  const whole = deflateRawSync(bytes);
  expect(inflate(whole, 499)).toBeUndefined();
  expect(inflate(whole, 501)).toBeUndefined();
  expect(inflate(whole, 2 ** 32 - 1)).toBeUndefined();
  expect(inflate(whole.subarray(0, -1), 500)).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (noise, size) => {
      const read = inflate(noise, size);
      if (read) expect(read).toHaveLength(size);
    }),
    { seed: 2, numRuns: 2000 },
  );
});

/** The archive with every file deflated. */
function compress(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer);
  const [count, directory] = [view.getUint16(file.length - 12, true), view.getUint32(file.length - 6, true)];
  const [parts, entries]: [Uint8Array[], Uint8Array[]] = [[], []];
  let [at, offset] = [directory, 0];
  for (let i = 0; i < count; i++) {
    const length = 46 + view.getUint16(at + 28, true);
    const entry = file.slice(at, at + length);
    const header = view.getUint32(at + 42, true);
    const start = header + 30 + view.getUint16(header + 26, true);
    const content = deflateRawSync(file.subarray(start, start + view.getUint32(at + 24, true)));
    const fields = new DataView(entry.buffer);
    fields.setUint16(10, 8, true);
    fields.setUint32(20, content.length, true);
    fields.setUint32(42, offset, true);
    parts.push(file.subarray(header, start), content);
    entries.push(entry);
    offset += start - header + content.length;
    at += length;
  }
  const end = file.slice(file.length - 22);
  new DataView(end.buffer).setUint32(16, offset, true);
  return Buffer.concat([...parts, ...entries, end]);
}

test('a compressed archive is read as a stored one', () => {
  const { options: _, templates: __, ...arrays } = makeDataset();
  expect(fromNpz(compress(toNpz(arrays)))).toEqual(arrays);
});

test('random damage to a file is an error of its own, or nothing', () => {
  const { options: _, templates: __, ...arrays } = makeDataset({ numSamples: 10, finalSeqLength: 2 });
  for (const file of [toNpz(arrays), compress(toNpz(arrays))]) {
    const edit = fc.record({ at: fc.nat(file.length - 1), bytes: fc.uint8Array({ maxLength: 4 }), cut: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        let damaged = file;
        for (const { at, bytes, cut } of edits) {
          damaged = Uint8Array.from([...damaged.subarray(0, at), ...bytes, ...damaged.subarray(at + cut)]);
        }
        try {
          expect(fromNpz(damaged)).toEqual(arrays);
        } catch (error) {
          expect((error as Error).message).toMatch(/^from(Npz|Npy): file must be /);
        }
      }),
      { seed: 3, numRuns: 1500 },
    );
  }
});
