/** The networks that normalise, in plain loops and double precision, a whole batch at a time. */
import { type Arrays, conv, linear, relu, type Vector } from './forward-reference.ts';

/** channels × time; features are signals of one time step. */
type Signal = readonly Vector[];

export interface BatchPass {
  readonly logits: readonly Vector[];
  /** The running statistics after it, in training. */
  readonly buffers: Readonly<Record<string, Vector>>;
}

type Options = Readonly<Record<string, unknown>>;
type Normalise = (name: string, batch: readonly Signal[]) => Signal[];

const mean = (values: Vector) => values.reduce((sum, value) => sum + value, 0) / values.length;
const add = (a: Signal, b: Signal): Signal => a.map((row, c) => row.map((value, t) => value + b[c]![t]!));
const rectify = (batch: readonly Signal[]): Signal[] => batch.map((signal) => signal.map(relu));

/** torch.nn.BatchNorm1d, its running statistics as they become written into `buffers`. */
function batchNorm(arrays: Arrays, isTraining: boolean, buffers: Record<string, number[]>): Normalise {
  return (name, batch) => {
    const of = (key: string) => arrays[`${name}.${key}`]!.data;
    const running = (key: 'mean' | 'var') => Array.from(of(`running_${key}`));
    let statistics = { mean: running('mean'), variance: running('var') };
    if (isTraining) {
      const values = running('mean').map((_, c) => batch.flatMap((signal) => [...signal[c]!]));
      const averages = values.map(mean);
      const variances = values.map((channel, c) => mean(channel.map((value) => (value - averages[c]!) ** 2)));
      const count = values[0]!.length;
      const unbiased = variances.map((variance) => (variance * count) / (count - 1));
      buffers[`${name}.running_mean`] = running('mean').map((value, c) => 0.9 * value + 0.1 * averages[c]!);
      buffers[`${name}.running_var`] = running('var').map((value, c) => 0.9 * value + 0.1 * unbiased[c]!);
      statistics = { mean: averages, variance: variances };
    }
    const scale = (value: number, c: number) => {
      const deviation = Math.sqrt(statistics.variance[c]! + 1e-5);
      return ((value - statistics.mean[c]!) / deviation) * of('weight')[c]! + of('bias')[c]!;
    };
    return batch.map((signal) => signal.map((row, c) => row.map((value) => scale(value, c))));
  };
}

type Network = (arrays: Arrays, batch: readonly Signal[], options: Options, normalise: Normalise) => Signal[];

const networks: Readonly<Record<string, Network>> = {
  resnet(arrays, batch, _, normalise) {
    const convolve = (name: string, x: readonly Signal[], stride: number, padding: number) =>
      normalise(
        name.replace('conv', 'bn'),
        x.map((signal) => conv(arrays, name, signal, stride, [padding, padding])),
      );
    const h = rectify(convolve('conv1', batch, 2, 3));
    const g = convolve('conv3', rectify(convolve('conv2', h, 1, 1)), 1, 1);
    return rectify(g.map((signal, i) => add(signal, h[i]!))).map((signal) => signal.map((row) => [mean(row)]));
  },
  'dilated-cnn'(arrays, batch, options) {
    const dilation = options.dilation as number;
    let h = [...batch];
    for (const name of ['conv1', 'conv2', 'conv3']) {
      h = rectify(h.map((signal) => conv(arrays, name, signal, 1, [dilation, dilation], dilation)));
    }
    return h.map((signal) => signal.map((row) => [mean(row)]));
  },
  tcn(arrays, batch, options, normalise) {
    let x = [...batch];
    for (let i = 0; i < (options.blocks as number); i++) {
      const [block, dilation] = [`block${i + 1}`, 2 ** i];
      const silence = ((options.kernelSize as number) - 1) * dilation;
      let h = x;
      for (const n of [1, 2]) {
        const convolved = h.map((signal) => conv(arrays, `${block}.conv${n}`, signal, 1, [silence, 0], dilation));
        h = rectify(normalise(`${block}.bn${n}`, convolved));
      }
      const around = arrays[`${block}.down.weight`]
        ? x.map((signal) => conv(arrays, `${block}.down`, signal, 1, [0, 0]))
        : x;
      x = rectify(h.map((signal, i) => add(signal, around[i]!)));
    }
    return x.map((signal) => signal.map((row) => [row.at(-1)!]));
  },
};

/** The logits of a batch of rows, in evaluation or in training. */
export function forwardBatch(
  name: string,
  arrays: Arrays,
  rows: readonly Vector[],
  options: Options,
  isTraining: boolean,
): BatchPass {
  const buffers: Record<string, number[]> = {};
  const signals = rows.map((row) => [[...row]]);
  const features = networks[name]!(arrays, signals, options, batchNorm(arrays, isTraining, buffers));
  return { logits: features.map((signal) => linear(arrays, 'linear', signal.flat())), buffers };
}
