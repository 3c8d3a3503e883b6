import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { LOAD, STORE } from '../../src/emit/opcodes.ts';
import { FunctionWriter, I32, V128, writeModule } from '../../src/emit/wasm-writer.ts';
import { record } from '../../src/record/record.ts';
import { compile } from '../../src/run/compile.ts';
import { loadKernels } from '../../src/run/load-kernels.ts';

beforeAll(() => tf.setBackend('cpu'));

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** What programs have today: written into their loops, or called from there. */
const compiled = {
  exp: { tensor: tf.exp, exact: Math.exp, from: -87, to: 88.7 },
  log: { tensor: tf.log, exact: Math.log, from: 1e-38, to: 10 },
  tanh: { tensor: tf.tanh, exact: Math.tanh, from: -10, to: 10 },
  sigmoid: { tensor: tf.sigmoid, exact: sigmoid, from: -80, to: 80 },
};

/** The functions of assembly/math.ts. */
const kernels = {
  expm14: { exact: Math.expm1, ulps: 2 },
  log4: { exact: Math.log, ulps: 2 },
  log1p4: { exact: Math.log1p, ulps: 2 },
  softplus4: { exact: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), ulps: 3 },
  sin4: { exact: Math.sin, ulps: 3, limit: 2 ** 23 },
  cos4: { exact: Math.cos, ulps: 3, limit: 2 ** 23 },
};

/** The distance of neighbouring float32 values at x. */
function ulp(x: number): number {
  return 2 ** Math.min(Math.max(Math.floor(Math.log2(Math.abs(x))) - 23, -149), 104);
}

/** How far a result is off, in units in the last place; Infinity where only one of them is finite. */
function distance(result: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(result, rounded) || result === rounded)
    return Number.isFinite(rounded) ? Math.abs(result - exact) / ulp(exact) : 0;
  const units = Math.abs(result - exact) / ulp(exact);
  return Number.isNaN(units) ? Number.POSITIVE_INFINITY : units;
}

function evaluate(fn: (x: tf.Tensor) => tf.Tensor, values: Float32Array): Float32Array {
  const compiled = compile(record((x) => [fn(x)], [{ shape: [values.length], dtype: 'float32' }]));
  compiled.inputs[0]!.set(values);
  compiled.run();
  return compiled.outputs[0] as Float32Array;
}

/** Calls a function of assembly/math.ts, whose vectors JavaScript cannot hold, from a loop. */
function call(name: string, ...args: readonly Float32Array[]): Float32Array {
  const blocks = Math.ceil(args[0]!.length / 4);
  const place = (i: number) => 4096 + i * 16 * blocks;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(place(args.length + 1) / 65536) });
  args.forEach((values, i) => {
    new Float32Array(memory.buffer, place(i), values.length).set(values);
  });
  const code = new FunctionWriter();
  const offset = code.local(I32);
  code.repeat(blocks, () => {
    code.get(offset);
    for (const i of args.keys()) code.get(offset).memory(LOAD, place(i));
    code.call(0).memory(STORE, place(args.length)).advance(offset, 16);
  });
  const module = new WebAssembly.Module(
    writeModule([{ name, params: args.map(() => V128), results: [V128] }], { code }),
  );
  const { exports } = new WebAssembly.Instance(module, { env: { ...loadKernels(memory), memory } });
  (exports.code as () => void)();
  return new Float32Array(memory.buffer, place(args.length), args[0]!.length);
}

/** Values of every exponent and sign, among them NaN, and more of them where functions bend. */
function everywhere(): Float32Array {
  const bits = Float32Array.from(
    new Float32Array(Int32Array.from({ length: 2 ** 32 / 2 ** 13 }, (_, i) => i * 2 ** 13 + (i % 8191)).buffer),
  );
  const near = [1, 10, 110].flatMap((size) => Array.from({ length: 50_000 }, (_, i) => size * (i / 25_000 - 1)));
  const limits = [0, 1, 1e-45, 2 ** -126, 3.4028234663852886e38, Number.POSITIVE_INFINITY].flatMap((x) => [x, -x]);
  return Float32Array.from([...bits, ...near, ...limits, Number.NaN]);
}

test.each(Object.entries(kernels))(
  'the kernel %s is as accurate as it says, everywhere',
  (name, { exact, ulps, ...rest }) => {
    const limit = 'limit' in rest ? rest.limit : Number.POSITIVE_INFINITY;
    const points = everywhere();
    const results = call(name, points);
    let worst = { units: 0, x: 0 };
    points.forEach((x, i) => {
      if (Number.isFinite(x) && Math.abs(x) > limit) return;
      const units = distance(results[i]!, exact(x));
      if (units > worst.units) worst = { units, x };
    });
    expect(worst.units, `at ${worst.x}`).toBeLessThanOrEqual(ulps);
  },
);

test('beyond 2²³, sine and cosine stay in [−1, 1]', () => {
  const points = everywhere().filter((x) => Number.isFinite(x));
  for (const name of ['sin4', 'cos4']) expect(call(name, points).every((y) => Math.abs(y) <= 1)).toBe(true);
});

test('odd kernels keep the sign of 0', () => {
  for (const name of ['sin4', 'expm14', 'log1p4', 'erf4'])
    expect([...call(name, Float32Array.of(0, -0))]).toEqual([0, -0]);
});

test('the kernel erf4 is within 4e-7', () => {
  /** By its series, and beyond 3 by its continued fraction. */
  const erf = (x: number): number => {
    if (x < 0) return -erf(-x);
    const density = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
    if (x > 3)
      return 1 - density / 2 / Array.from({ length: 60 }, (_, k) => (60 - k) / 2).reduce((f, k) => x + k / f, x);
    let [term, sum] = [x, x];
    for (let k = 1; k < 100; k++) sum += term *= (2 * x * x) / (2 * k + 1);
    return density * sum;
  };
  const points = everywhere().filter((x) => Math.abs(x) < 1000);
  const errors = call('erf4', points).map((y, i) => Math.abs(y - erf(points[i]!)));
  expect(errors.reduce((a, b) => Math.max(a, b))).toBeLessThan(4e-7);
  expect([...call('erf4', Float32Array.of(Number.NaN))]).toEqual([Number.NaN]);
});

describe('the kernel pow4', () => {
  test('is within 3 units in the last place', () => {
    // Powers from 2⁻¹⁵⁰ to 2¹³⁰ of bases of all sizes, and of those near 1.
    const count = 300_000;
    const exponents = Array.from({ length: count }, (_, i) => -150 + (280 * i) / count);
    const bases = Float32Array.from(exponents, (_, i) => {
      const size = ((i * 0.6180339887498949) % 1) * 2 - 1;
      return i % 2 ? 2 ** (size * 126) : 1 + size * 2 ** -(i % 20);
    });
    const powers = Float32Array.from(exponents, (e, i) => e / Math.log2(bases[i]!));
    const results = call('pow4', bases, powers);
    let worst = 0;
    results.forEach((y, i) => {
      if (Number.isFinite(powers[i]!)) worst = Math.max(worst, distance(y, bases[i]! ** powers[i]!));
    });
    expect(worst).toBeLessThanOrEqual(3);
  });

  test('has the special cases of IEEE 754', () => {
    const { POSITIVE_INFINITY, NaN: nan } = Number;
    const sizes = [0, 1e-45, 0.5, 1, 1.5, 2, 3, 2 ** 23 + 1, 2 ** 24, 3e38, POSITIVE_INFINITY];
    const values = [...sizes, ...sizes.map((x) => -x), nan];
    const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
    const [a, b] = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side]!)) as [
      Float32Array,
      Float32Array,
    ];
    const results = call('pow4', a, b);
    results.forEach((y, i) => {
      const isOne = a[i] === 1 || (a[i] === -1 && Math.abs(b[i]!) === POSITIVE_INFINITY);
      const exact = isOne ? 1 : a[i]! ** b[i]!;
      expect(distance(y, exact), `${a[i]} ** ${b[i]} = ${y}`).toBeLessThanOrEqual(3);
      if (y === 0) expect(y, `${a[i]} ** ${b[i]}`).toBe(Math.fround(exact));
    });
  });
});

describe.each(Object.entries(compiled))('compiled %s', (name, { tensor, exact, from, to }) => {
  test('within 3 units in the last place', () => {
    const values = Float32Array.from({ length: 200_001 }, (_, i) => from + ((to - from) * i) / 200_000);
    const small = Float32Array.from(
      { length: 2000 },
      (_, i) => 2 ** (-i / 20) * (name === 'log' ? 1 : 1 - 2 * (i % 2)),
    );
    for (const points of [values, small]) {
      const results = evaluate(tensor, points);
      let worst = 0;
      points.forEach((x, i) => {
        worst = Math.max(worst, distance(results[i]!, exact(x)));
      });
      expect(worst).toBeLessThanOrEqual(3);
    }
  });

  test('infinities and NaN go where they should', () => {
    const points = Float32Array.of(
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0,
      -0,
      -1,
      200,
      -200,
    );
    const results = evaluate(tensor, points);
    points.forEach((x, i) => {
      expect(distance(results[i]!, exact(x)), `${name}(${x})`).toBeLessThanOrEqual(3);
    });
  });
});
