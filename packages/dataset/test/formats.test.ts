import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromNpy, fromNpz } from '../src/formats/read-npz.ts';
import { makeDataset, toCsv, toJson, toNpy, toNpz } from '../src/index.ts';

const dataset = makeDataset({ numSamples: 30 });

test.each(['float32', 'float64'] as const)('.npz brings back every array of a %s dataset', (dtype) => {
  const { options: _, templates: __, ...arrays } = makeDataset({ numSamples: 30, dtype });
  expect(fromNpz(toNpz(arrays))).toEqual(arrays);
});

test('.npy keeps shapes and types', () => {
  for (const [array, shape] of [
    [Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]],
    [Float64Array.of(1.5), []],
    [Int32Array.of(1, -2), [2]],
    [new Float32Array(0), [0, 40]],
  ] as const) {
    const file = toNpy(array, shape);
    expect((file.length - array.byteLength) % 64).toBe(0);
    expect(fromNpy(file)).toEqual({ array, shape });
  }
  expect(() => toNpy(new Float32Array(3), [2, 2])).toThrow('toNpy: shape must hold 3 values, got [2,2]');
  expect(() => toNpy(new Uint8Array(1) as unknown as Int32Array)).toThrow('toNpy: array must be');
});

test('a file that is cut short, damaged or something else is refused', () => {
  const file = toNpz(dataset);
  expect(() => fromNpz(file.subarray(0, 1000))).toThrow(
    'fromNpz: file must be a whole .npz archive, got 1000 bytes of something else',
  );
  expect(() => fromNpz(new Uint8Array(0))).toThrow('fromNpz: file must be a whole .npz archive, got 0 bytes');
  const damaged = file.slice();
  damaged[500]! ^= 1;
  expect(() => fromNpz(damaged)).toThrow('fromNpz: file must be undamaged, got x.npy with another checksum');
  expect(() => fromNpy(toNpy(new Int32Array(4)).subarray(0, 130))).toThrow(
    'fromNpy: file must be whole, with 16 bytes of values, got 2',
  );
  expect(() => fromNpy(new TextEncoder().encode('no numpy file'))).toThrow('fromNpy: file must be a .npy file, got 13');
  expect(() => fromNpy(new Uint8Array(0))).toThrow('fromNpy: file must be a .npy file, got 0 bytes');
});

test('no damage of one byte brings back other data', () => {
  const { options: _, templates: __, ...arrays } = makeDataset({ numSamples: 10, finalSeqLength: 2 });
  const file = toNpz(arrays);
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = file.slice();
      damaged[at]! ^= flip;
      let read: unknown;
      try {
        read = fromNpz(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        return;
      }
      expect(read).toEqual(arrays);
    }),
    { numRuns: 500 },
  );
});

/** An .npy file of four floats with that header. */
function npy(header: string): Uint8Array {
  const bytes = new TextEncoder().encode(`${header.padEnd(117)}\n`);
  const values = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, bytes.length, 0, ...bytes, ...values]);
}

test.each([
  `{"shape": (2, 2), "fortran_order": False, "descr": "<f4"}`,
  `{ 'descr' : '<f4' ,\n'shape':( 2,2, ),'fortran_order':False , }`,
  `{'fortran_order': False, 'descr': '<f4', 'shape': (2,2)}`,
])('.npy is read whatever the order, the quotes and the spaces of its header: %s', (header) => {
  expect(fromNpy(npy(header))).toEqual({ array: Float32Array.of(1, 2, 3, 4), shape: [2, 2] });
});

test.each([
  `{'descr': '<f4', 'fortran_order': False, 'shape': (2 2,)}`,
  `{'descr': '<f4', 'fortran_order': False, 'shape': (2,,2)}`,
  `{'descr': '<f4', 'fortran_order': None, 'shape': (4,)}`,
  `{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,)}`,
  `{'descr': '<f4' 'fortran_order': False, 'shape': (4,)}`,
  `{'descr': '<f4', 'fortran_order': False}`,
  `'descr': '<f4', 'fortran_order': False, 'shape': (4,)`,
  `{'descr': 'constructor', 'fortran_order': False, 'shape': (4,)}`,
])('.npy with another header is refused: %s', (header) => {
  expect(() => fromNpy(npy(header))).toThrow('fromNpy: file must be version 1.0, row-major, of type');
});

test('classes are those up to the highest label, whichever occur', () => {
  const { options: _, templates: __, ...arrays } = dataset;
  const some = (y: Int32Array) => y.map((label) => (label < 5 ? 3 : 8));
  const read = fromNpz(toNpz({ ...arrays, y: some(arrays.y), yTest: some(arrays.yTest) }));
  expect(read.numClasses).toBe(9);
  expect(() => fromNpz(toNpz({ ...arrays, y: arrays.y.map((label) => label - 1) }))).toThrow(
    'fromNpz: file must be an archive whose y are integers of at least 0 and of 32 bits, got -1',
  );
});

test.each([
  [0.5, 0.5],
  [Number.NaN, Number.NaN],
  [2 ** 32 + 1, 2 ** 32 + 1],
])('labels that are no classes are refused: %d', (label, got) => {
  const y = Float64Array.from(dataset.y).fill(label, 3) as never;
  expect(() => fromNpz(toNpz({ ...dataset, y }))).toThrow(
    `fromNpz: file must be an archive whose y are integers of at least 0 and of 32 bits, got ${got}`,
  );
  const whole = Float64Array.from(dataset.y) as never;
  expect(fromNpz(toNpz({ ...dataset, y: whole })).y).toEqual(dataset.y);
});

test.each(['0, 99999999999999999', '-2, -2', '4294967296, 4294967296', `${'9'.repeat(400)},`])(
  'a shape that no array has is refused: (%s)',
  (shape) => {
    expect(() => fromNpy(npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (${shape})}`))).toThrow(
      /^fromNpy: file must be/,
    );
    expect(() => toNpy(new Float32Array(4), shape.split(',').map(Number))).toThrow('toNpy: shape must hold 4 values');
  },
);

test.each([
  [0.5, 8],
  [-2, -2],
])('no .npy is written of the shape %j…', (...shape) => {
  expect(() => toNpy(new Float32Array(shape.reduce((a, b) => a * b)), shape)).toThrow('toNpy: shape must hold');
});

test.each([undefined, null, 'text', [1, 2], new ArrayBuffer(8), new Float32Array(8)])('%s is no file', (file) => {
  expect(() => fromNpy(file as never)).toThrow('fromNpy: file must be a Uint8Array, got ');
  expect(() => fromNpz(file as never)).toThrow('fromNpz: file must be a Uint8Array, got ');
});

test('entries that overlap are refused at once', () => {
  const file = toNpz(makeDataset());
  const view = new DataView(file.buffer);
  const directory = view.getUint32(file.length - 6, true);
  const entry = file.slice(directory, directory + 51);
  const many = new Uint8Array(directory + 300 * 51 + 22);
  many.set(file.subarray(0, directory));
  for (let i = 0; i < 300; i++) many.set(entry, directory + i * 51);
  many.set(file.subarray(file.length - 22), many.length - 22);
  new DataView(many.buffer).setUint16(many.length - 12, 300, true);
  const start = performance.now();
  expect(() => fromNpz(many)).toThrow('fromNpz: file must be undamaged, got entries that overlap');
  expect(performance.now() - start).toBeLessThan(1000);
});

test('every bit of a float32 survives .csv and .json', () => {
  const lines = toCsv(dataset)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  expect(lines).toHaveLength(31);
  expect(lines[0]!.slice(0, 3)).toEqual(['split', 'label', 'x0']);
  expect(lines.slice(1).map(([split]) => split)).toEqual([...Array(24).fill('train'), ...Array(6).fill('test')]);
  expect(Float32Array.from(lines.slice(1, 25).flatMap((line) => line.slice(2).map(Number)))).toEqual(dataset.x);
  expect(lines.slice(25).map((line) => Number(line[1]))).toEqual([...dataset.yTest]);
  const parsed = JSON.parse(toJson(dataset));
  expect(Float32Array.from(parsed.xTest.flat())).toEqual(dataset.xTest);
  expect(parsed.y).toEqual([...dataset.y]);
  expect(parsed.options.seed).toBe(42);
});
