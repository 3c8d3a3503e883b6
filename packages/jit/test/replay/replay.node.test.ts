/**
 * Replay of the compiler: a refactoring must not change what it emits. A change that means to rewrites the files:
 * `npx pnpm@12 --filter @mnist1d/jit replay`.
 */
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { fuses } from '../../src/index.ts';
import { convolutions } from './convolutions.ts';
import { corners } from './corners.ts';
import { elementwise } from './elementwise.ts';
import { digestOf, emittedBy, type Program } from './emitted.ts';
import { indexing } from './indexing.ts';
import { loops } from './loops.ts';
import { models } from './models.ts';
import { textOf } from './module-text.ts';
import modules from './modules.json' with { type: 'json' };
import { products } from './products.ts';
import { scans } from './scans.ts';
import { workloads } from './workloads.ts';

beforeAll(() => tf.setBackend('cpu'));

const kinds = { elementwise, products, convolutions, indexing, loops, scans, models, workloads, corners };

const programs = new Map<string, Program>(
  Object.entries(kinds).flatMap(([kind, table]) =>
    Object.entries<Program>(table).map(([name, program]) => [`${kind}: ${name}`, program] as const),
  ),
);

function compile(name: string) {
  try {
    return emittedBy(programs.get(name)!);
  } catch (cause) {
    throw new Error(`${name} does not compile: ${cause}`, { cause });
  }
}

/** What this runtime cannot compile stays as it is written. */
const fused = ['loops: linear regression, fused', 'products: fused'];
const known: Readonly<Record<string, object>> = modules;

test('every module is the one that it was', async () => {
  const digests = [...programs.keys()].sort().flatMap((name) => {
    if (!fuses() && fused.includes(name)) return [[name, known[name]] as const];
    const { modules: emittedModules } = compile(name);
    expect(emittedModules.length, name).toBeGreaterThan(0);
    return emittedModules.map(
      (emitted, i) => [emittedModules.length > 1 ? `${name} (${i + 1})` : name, digestOf(emitted)] as const,
    );
  });
  await expect(`${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`).toMatchFileSnapshot('./modules.json');
});

/** Small programs to be read, by the files that hold their text. */
const readable = {
  'elementwise-chain': 'elementwise: chain',
  'sum-of-squares': 'elementwise: norm',
  'sum-of-rows': 'elementwise: a sum of rows',
  'random-bits': 'elementwise: random bits',
  layer: 'products: a layer with bias and ReLU',
  'sum-of-products': 'products: a sum of products',
  'masked-product': 'products: a small masked product',
  convolution: 'convolutions: in one dimension',
  pooling: 'convolutions: maximum of a signal',
  gather: 'indexing: gather rows',
  'one-hot': 'indexing: oneHot of floats',
  'running-sum': 'indexing: cumsum',
  'cpu-backend': 'indexing: topk on the cpu backend',
  counter: 'loops: no data',
  batches: 'loops: rows in order',
  'swapped-state': 'loops: a state that swaps its parts',
  'initial-values': 'loops: a scalar with momentum',
  scan: 'scans: running sums',
};

test.each(Object.entries(readable))('%s.txt', async (file, name) => {
  const { modules, explained } = compile(name);
  const texts = await Promise.all(modules.map(({ bytes }) => textOf(bytes)));
  await expect(`${[name, ...explained, ...texts].join('\n\n')}\n`).toMatchFileSnapshot(`./${file}.txt`);
});
