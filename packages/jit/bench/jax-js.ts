/** Training of the paper's classifiers in jax-js, jitted, on its WebAssembly backend. */
import {
  blockUntilReady,
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  lax,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import { TorchRandom } from '@mnist1d/models';
import { util } from '@tensorflow/tfjs-core';
import { adam } from './experiments.ts';

type Arrays = { [name: string]: JaxArray };

/** A classifier: the shapes of its parameters, weights [in, out], and its logits. It owns what it is given. */
interface Network {
  readonly shapes: Readonly<Record<string, number[]>>;
  logits(params: Arrays, x: JaxArray): JaxArray;
}

const BATCH = 100;
const at = (arrays: Arrays, name: string) => arrays[name] as JaxArray;
/** Inside a program that is traced, parameters may be used again, and none needs to be disposed of. */
const dense = (p: Arrays, name: string, x: JaxArray) =>
  np.dot(x, at(p, `${name}.weight`).ref).add(at(p, `${name}.bias`).ref);
const denseShapes = (name: string, inputs: number, outputs: number) => ({
  [`${name}.weight`]: [inputs, outputs],
  [`${name}.bias`]: [outputs],
});
const convShapes = (name: string, inputs: number, outputs: number, taps: number) => ({
  [`${name}.weight`]: [outputs, inputs, taps],
  [`${name}.bias`]: [outputs, 1],
});

export const networks: Readonly<Record<'logistic' | 'mlp' | 'cnn' | 'gru', Network>> = {
  logistic: { shapes: denseShapes('linear', 40, 10), logits: (p, x) => dense(p, 'linear', x) },
  mlp: {
    shapes: {
      ...denseShapes('linear1', 40, 100),
      ...denseShapes('linear2', 100, 100),
      ...denseShapes('linear3', 100, 10),
    },
    logits(p, x) {
      const h = nn.relu(dense(p, 'linear1', x));
      return dense(p, 'linear3', h.ref.add(nn.relu(dense(p, 'linear2', h))));
    },
  },
  cnn: {
    shapes: {
      ...{ ...convShapes('conv1', 1, 25, 5), ...convShapes('conv2', 25, 25, 3), ...convShapes('conv3', 25, 25, 3) },
      ...denseShapes('linear', 125, 10),
    },
    logits(p, x) {
      let h = x.reshape([BATCH, 1, 40]);
      for (const name of ['conv1', 'conv2', 'conv3'])
        h = nn.relu(lax.conv(h, at(p, `${name}.weight`), [2], [[1, 1]]).add(at(p, `${name}.bias`)));
      return dense(p, 'linear', h.reshape([BATCH, 125]));
    },
  },
  gru: {
    shapes: {
      ...{ ...denseShapes('input', 1, 18), ...denseShapes('hidden', 6, 18) },
      ...{ ...denseShapes('inputReverse', 1, 18), ...denseShapes('hiddenReverse', 6, 18) },
      ...denseShapes('linear', 480, 10),
    },
    logits: gru,
  },
};

/** Without a scan: its time steps stand in the program one after another. Six hidden units in each direction. */
function gru(p: Arrays, x: JaxArray): JaxArray {
  const run = (end: string, times: readonly number[]) => {
    const states: JaxArray[] = [];
    let h = np.zeros([BATCH, 6]);
    for (const t of times) {
      const input = dense(p, `input${end}`, x.ref.slice([], [t, t + 1]));
      const [r, z, n] = np.split(input, 3, 1) as [JaxArray, JaxArray, JaxArray];
      const [hr, hz, hn] = np.split(dense(p, `hidden${end}`, h.ref), 3, 1) as [JaxArray, JaxArray, JaxArray];
      const kept = nn.sigmoid(z.add(hz));
      const fresh = np.tanh(n.add(nn.sigmoid(r.add(hr)).mul(hn)));
      h = fresh.ref.add(kept.mul(h.sub(fresh)));
      states[t] = h.ref;
    }
    return states;
  };
  const times = Array.from({ length: 40 }, (_, t) => t);
  const [forwards, backwards] = [run('', times), run('Reverse', times.toReversed())];
  const both = times.flatMap((t) => [forwards[t] as JaxArray, backwards[t] as JaxArray]);
  return dense(p, 'linear', np.concatenate(both, 1));
}

/** Compiles its training; the function that is returned carries out steps, whose loss is read each time. */
export async function jaxJs(network: Network): Promise<(steps: number) => Promise<number[]>> {
  await init('wasm');
  defaultDevice('wasm');
  const random = new TorchRandom(1);
  const uniform = (shape: number[]) => np.array(random.uniform(util.sizeFromShape(shape), -0.1, 0.1)).reshape(shape);
  const arrays = (make: (shape: number[]) => JaxArray): Arrays =>
    Object.fromEntries(Object.entries(network.shapes).map(([name, shape]) => [name, make(shape)]));
  const { coefficients } = adam();
  const x = uniform([BATCH, 40]);
  const y = nn.oneHot(np.array(random.randint(0, 10, BATCH)), 10);
  const compiled = jit(stepOf(network));
  let state: State = [arrays(uniform), arrays((shape) => np.zeros(shape)), arrays((shape) => np.zeros(shape))];
  let i = 0;
  return async (steps) => {
    const losses: number[] = [];
    for (let done = 0; done < steps; done++) {
      const [stepSize, correction] = coefficients(i++).map((value) => np.array(value)) as [JaxArray, JaxArray];
      const [params, mean, square, loss] = compiled(...state, x.ref, y.ref, stepSize, correction);
      state = [params, mean, square];
      losses.push(...(await loss.data()));
      await blockUntilReady(tree.ref(params));
    }
    return losses;
  };
}

type State = [params: Arrays, mean: Arrays, square: Arrays];

/** An update. jax-js owns what it is given: `ref` keeps an array for another use. */
function stepOf({ logits }: Network) {
  return (
    params: Arrays,
    mean: Arrays,
    square: Arrays,
    x: JaxArray,
    y: JaxArray,
    stepSize: JaxArray,
    correction: JaxArray,
  ): [...State, loss: JaxArray] => {
    const lossOf = (p: Arrays) => np.mean(np.sum(nn.logSoftmax(logits(p, x)).mul(y), 1)).neg();
    const [loss, grads] = valueAndGrad(lossOf)(tree.ref(params));
    const next: State = [{}, {}, {}];
    for (const name of Object.keys(params)) {
      const grad = at(grads, name);
      const m = at(mean, name).mul(0.9).add(grad.ref.mul(0.1));
      const v = at(square, name).mul(0.999).add(np.square(grad).mul(0.001));
      const root = np.sqrt(v.ref).div(correction.ref).add(1e-8);
      next[0][name] = at(params, name).sub(m.ref.div(root).mul(stepSize.ref));
      next[1][name] = m;
      next[2][name] = v;
    }
    stepSize.dispose();
    correction.dispose();
    return [...next, loss];
  };
}
