/** The workload mlp-100 in jax-js, jitted, on its WebAssembly backend. */
import {
  blockUntilReady,
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import { TorchRandom } from '@mnist1d/models';
import { util } from '@tensorflow/tfjs-core';
import { adam } from './experiments.ts';

type Arrays = { [name: string]: JaxArray };

const sizes = { w1: [40, 100], b1: [100], w2: [100, 100], b2: [100], w3: [100, 10], b3: [10] };
const BATCH = 100;

/** Compiles it; the function that is returned carries out steps, whose loss is read each time. */
export async function jaxMlp(): Promise<(steps: number) => Promise<void>> {
  await init('wasm');
  defaultDevice('wasm');
  const random = new TorchRandom(1);
  const uniform = (shape: number[]) => np.array(random.uniform(util.sizeFromShape(shape), -0.1, 0.1)).reshape(shape);
  const arrays = (make: (shape: number[]) => JaxArray): Arrays =>
    Object.fromEntries(Object.entries(sizes).map(([name, shape]) => [name, make(shape)]));
  const { coefficients } = adam();
  const x = uniform([BATCH, 40]);
  const y = nn.oneHot(np.array(random.randint(0, 10, BATCH)), 10);
  const compiled = jit(step);
  let state: State = [arrays(uniform), arrays((shape) => np.zeros(shape)), arrays((shape) => np.zeros(shape))];
  let i = 0;
  return async (steps) => {
    for (let done = 0; done < steps; done++) {
      const [stepSize, correction] = coefficients(i++).map((value) => np.array(value)) as [JaxArray, JaxArray];
      const [params, mean, square, loss] = compiled(...state, x.ref, y.ref, stepSize, correction);
      state = [params, mean, square];
      await loss.data();
      await blockUntilReady(tree.ref(params));
    }
  };
}

type State = [params: Arrays, mean: Arrays, square: Arrays];

// jax-js owns what it is given: `ref` keeps an array for another use.
function step(
  params: Arrays,
  mean: Arrays,
  square: Arrays,
  x: JaxArray,
  y: JaxArray,
  stepSize: JaxArray,
  correction: JaxArray,
): [...State, loss: JaxArray] {
  const [loss, grads] = valueAndGrad(crossEntropy)(tree.ref(params), x, y);
  const at = (values: Arrays, name: string) => values[name] as JaxArray;
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
}

function crossEntropy(params: Arrays, x: JaxArray, y: JaxArray): JaxArray {
  const { w1, b1, w2, b2, w3, b3 } = params as { [name in keyof typeof sizes]: JaxArray };
  const h = nn.relu(np.dot(x, w1).add(b1));
  const residual = nn.relu(np.dot(h.ref, w2).add(b2));
  const logits = np.dot(h.add(residual), w3).add(b3);
  return np.mean(np.sum(nn.logSoftmax(logits).mul(y), 1)).neg();
}
