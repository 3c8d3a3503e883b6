/** The models in plain loops and double precision, one sample at a time, from PyTorch's documentation of its layers. */

export type Arrays = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>>;
export type Vector = readonly number[];

export const relu = (v: Vector): number[] => v.map((value) => Math.max(0, value));
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

export function linear(arrays: Arrays, layer: string, x: Vector): number[] {
  const weight = arrays[`${layer}.weight`]!;
  const bias = arrays[`${layer}.bias`]!;
  return Array.from(bias.data, (b, o) => x.reduce((sum, value, i) => sum + value * weight.data[o * x.length + i]!, b));
}

/** channels × time in, channels × time out; zeros before and behind */
export function conv(
  arrays: Arrays,
  layer: string,
  x: readonly Vector[],
  stride: number,
  [before, behind]: readonly [number, number],
  dilation = 1,
): number[][] {
  const weight = arrays[`${layer}.weight`]!;
  const bias = arrays[`${layer}.bias`]!;
  const [out, inChannels, kernel] = weight.shape as [number, number, number];
  const reach = dilation * (kernel - 1) + 1;
  const length = Math.floor((x[0]!.length + before + behind - reach) / stride) + 1;
  return Array.from({ length: out }, (_, o) =>
    Array.from({ length }, (_, t) => {
      let sum = bias.data[o]!;
      for (let c = 0; c < inChannels; c++) {
        for (let k = 0; k < kernel; k++) {
          sum += (x[c]![t * stride + k * dilation - before] ?? 0) * weight.data[(o * inChannels + c) * kernel + k]!;
        }
      }
      return sum;
    }),
  );
}

function gruDirection(arrays: Arrays, suffix: string, x: Vector): number[][] {
  const [wIh, wHh, bIh, bHh] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(
    (name) => arrays[`gru.${name}_l0${suffix}`]!,
  );
  const hidden = wHh!.shape[1]!;
  let h: number[] = Array(hidden).fill(0);
  return x.map((value) => {
    const input = (row: number) => wIh!.data[row]! * value + bIh!.data[row]!;
    const state = (row: number) => h.reduce((sum, v, j) => sum + v * wHh!.data[row * hidden + j]!, bHh!.data[row]!);
    h = h.map((previous, i) => {
      const r = sigmoid(input(i) + state(i));
      const z = sigmoid(input(hidden + i) + state(hidden + i));
      const n = Math.tanh(input(2 * hidden + i) + r * state(2 * hidden + i));
      return (1 - z) * n + z * previous;
    });
    return h;
  });
}

/** Neighbours in pairs, an odd one at the end left out. */
const pool: Readonly<Record<string, (row: Vector) => number[]>> = {
  none: (row) => [...row],
  stride: (row) => [...row],
  max: (row) => pairs(row).map(([a, b]) => Math.max(a, b)),
  average: (row) => pairs(row).map(([a, b]) => (a + b) / 2),
  l2: (row) => pairs(row).map(([a, b]) => Math.hypot(a, b)),
};

const pairs = (row: Vector): [number, number][] =>
  Array.from({ length: Math.floor(row.length / 2) }, (_, t) => [row[2 * t]!, row[2 * t + 1]!]);

type Options = Readonly<Record<string, number | string>>;

/** The logits of one sample. */
export const forward: Readonly<Record<string, (arrays: Arrays, x: Vector, options: Options) => number[]>> = {
  logistic: (arrays, x) => linear(arrays, 'linear', x),
  mlp(arrays, x) {
    const h = relu(linear(arrays, 'linear1', x));
    const residual = relu(linear(arrays, 'linear2', h));
    const sum = h.map((value, i) => value + residual[i]!);
    return linear(arrays, 'linear3', sum);
  },
  cnn(arrays, x) {
    let h: number[][] = [[...x]];
    for (const layer of ['conv1', 'conv2', 'conv3']) h = conv(arrays, layer, h, 2, [1, 1]).map(relu);
    return linear(arrays, 'linear', h.flat());
  },
  'plain-mlp'(arrays, x) {
    const h1 = relu(linear(arrays, 'linear1', x));
    return linear(arrays, 'linear3', relu(linear(arrays, 'linear2', h1)));
  },
  'pooling-cnn'(arrays, x, { pooling = 'max' }) {
    let h: number[][] = [[...x]];
    for (const layer of ['conv1', 'conv2']) {
      h = conv(arrays, layer, h, pooling === 'stride' ? 2 : 1, [1, 1]).map((row) => pool[pooling]!(relu(row)));
    }
    return linear(arrays, 'linear', h.flat());
  },
  gru(arrays, x) {
    const ahead = gruDirection(arrays, '', x);
    const back = gruDirection(arrays, '_reverse', [...x].reverse()).reverse();
    return linear(
      arrays,
      'linear',
      ahead.flatMap((h, t) => [...h, ...back[t]!]),
    );
  },
};

/** The mean cross-entropy of a batch of rows. */
export function loss(
  name: string,
  arrays: Arrays,
  rows: readonly Vector[],
  classes: ArrayLike<number>,
  options: Options,
): number {
  const losses = rows.map((row, i) => {
    const logits = forward[name]!(arrays, row, options);
    return Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)) - logits[classes[i]!]!;
  });
  return losses.reduce((sum, value) => sum + value) / rows.length;
}
