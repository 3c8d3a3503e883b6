/** The published digests: what they are of, that this machine gives them, and that another arithmetic is found. */
import { execFileSync } from 'node:child_process';
import { fuses } from '@mnist1d/jit';
import { type Classifier, createModel, type ModelName, type Params } from '@mnist1d/models';
import { digestOf, sha256 } from '@mnist1d/results';
import { describe, expect, test, vi } from 'vitest';
import dataset from '../../../fixtures/dataset.json' with { type: 'json' };
import training from '../../../fixtures/torch-training.json' with { type: 'json' };
import zoo from '../../../fixtures/torch-zoo.json' with { type: 'json' };
import { certify, measureSpeed, runtimeFeatures } from '../src/certificate/index.ts';
import published from '../src/certificate/published-digests.json' with { type: 'json' };
import { runExperiment } from '../src/index.ts';

const inPyTorch: Readonly<Record<string, { readonly init: Readonly<Record<string, { readonly sha256: string }>> }>> = {
  logistic: training.runs['linear/plain/seed42'],
  mlp: training.runs['mlp/plain/seed42'],
  cnn: training.runs['cnn/plain/seed42'],
  gru: training.runs['gru/plain/seed42'],
  resnet: zoo.runs['resnet/seed42'],
  'dilated-cnn': zoo.runs['dilated-cnn/seed42'],
  tcn: zoo.runs['tcn/seed42'],
};

describe('the published digests', () => {
  test('of the data are those of the authors’ file', () => {
    const { frozen_pkl: frozen } = dataset;
    expect(published.exact).toMatchObject({
      'training signals': frozen.x_sha256_float32_le,
      'training labels': frozen.y_sha256_int32_le,
      'test signals': frozen.x_test_sha256_float32_le,
      'test labels': frozen.y_test_sha256_int32_le,
    });
  });

  test.each(Object.entries(inPyTorch))('of the initial weights of %s are PyTorch’s', async (model, { init }) => {
    const { buffers = [], shapes } = createModel(model as ModelName) as Classifier<Params>;
    // PyTorch's normalisation begins with mean 0 and variance 1, which the fixture leaves out.
    const statistics = buffers.map(async (name) => {
      const values = new Float32Array(shapes[name]?.[0] as number).fill(name.endsWith('running_var') ? 1 : 0);
      return [name, await sha256(new Uint8Array(values.buffer))] as const;
    });
    const trained = Object.entries(init).map(([name, recorded]) => [name, recorded.sha256] as const);
    expect(published.exact[`${model}, initial weights` as keyof typeof published.exact]).toBe(
      await digestOf(Object.fromEntries([...trained, ...(await Promise.all(statistics))])),
    );
  });

  test.each(['exact', 'fused'] as const)(
    'are those of this machine, all of them, after 1,000 updates too: %s',
    { timeout: 900_000 },
    async (numerics) => {
      if (numerics === 'fused' && !fuses())
        return expect(certify({ numerics })).rejects.toThrow('cannot be computed here');
      const fractions: number[] = [];
      const lines = await certify({ complete: true, numerics, onProgress: ({ fraction }) => fractions.push(fraction) });
      expect(lines.map(({ what, digest }) => [what, digest])).toEqual(Object.entries(published[numerics]));
      expect(lines.every(({ agrees }) => agrees)).toBe(true);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect([fractions[0], fractions.at(-1)]).toEqual([0, 1]);
    },
  );

  test('of the classes of arithmetic differ in trained weights alone', () => {
    const differing = Object.entries(published.exact).filter(
      ([what, digest]) => published.fused[what as keyof typeof published.fused] !== digest,
    );
    expect(differing.map(([what]) => what)).toEqual(
      Object.keys(published.exact).filter((what) => what.endsWith('updates')),
    );
    expect(Object.keys(published.fused)).toEqual(Object.keys(published.exact));
  });
});

test('an engine that rounds otherwise is found', async () => {
  const { sqrt } = Math;
  Math.sqrt = (x) => sqrt(x) * (1 + 2 ** -20);
  try {
    const lines = await certify();
    const [signals, labels] = ['training signals', 'training labels'].map((what) => lines.find((l) => l.what === what));
    expect([signals?.agrees, labels?.agrees]).toEqual([false, true]);
    expect(lines.find(({ what }) => what === 'cnn, 100 updates')?.agrees).toBe(false);
  } finally {
    Math.sqrt = sqrt;
  }
});

test('a signal stops it', async () => {
  const reason = new Error('enough');
  await expect(certify({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await expect(measureSpeed(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('the speed is that of a watch', async () => {
  const speeds = await measureSpeed();
  expect(Object.keys(speeds)).toEqual(['logistic', 'mlp', 'cnn', 'gru']);
  for (const speed of Object.values(speeds)) expect(speed).toBeGreaterThan(1);
  // A logistic regression has a hundredth of the work of a CNN.
  expect(speeds.logistic).toBeGreaterThan(3 * speeds.cnn);
});

describe('what the runtime can do', () => {
  test('is what V8 was told that it can', async () => {
    const { simd, threads } = await runtimeFeatures();
    expect({ simd, threads }).toEqual({ simd: true, threads: true });
  });

  test('says what is missing for threads, and so does a result', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    try {
      const missing = 'there is no SharedArrayBuffer';
      expect(await runtimeFeatures()).toMatchObject({ threads: false, missingForThreads: missing });
      const { versions } = await runExperiment('construction', { preset: 'quick' });
      expect(versions.platform).toMatch(new RegExp(`^node v.*; one thread, for ${missing}$`));
    } finally {
      vi.unstubAllGlobals();
    }
    expect((await runExperiment('construction', { preset: 'quick' })).versions.platform).not.toContain('thread');
    expect(await runtimeFeatures()).not.toHaveProperty('missingForThreads');
  });

  const featuresWith = (...flags: readonly string[]) => {
    const entry = new URL('../dist/certificate.js', import.meta.url);
    const script = `import { runtimeFeatures } from '${entry}'; console.log(JSON.stringify(await runtimeFeatures()));`;
    const args = [...flags, '--input-type=module', '--eval', script];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  };

  test.runIf(process.arch === 'x64')('tells whether relaxed SIMD is there, and fuses', () => {
    const flag = '--experimental-wasm-relaxed-simd';
    const isBehindFlag = Number(process.versions.node.split('.')[0]) < 22;
    if (isBehindFlag) expect(featuresWith()).toMatchObject({ relaxedSimd: false, fuses: false });
    const relaxed = isBehindFlag ? [flag] : [];
    expect(featuresWith(...relaxed, '--no-enable-fma3')).toMatchObject({ relaxedSimd: true, fuses: false });
  });
});
