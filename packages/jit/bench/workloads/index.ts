/** The workloads of the benchmark, under the names of ../shared/reference/torch_bench.py, and the ratios to reach. */
import type { Numerics } from '../../src/index.ts';
import { sgd } from '../experiments.ts';
import { doubleDescentMlpLoop, lotteryLoop, modelLoop, poolingLoop } from './classifiers.ts';
import { evaluation } from './evaluation.ts';
import { learnedActivation, learnedRate, scanRunner } from './metalearning.ts';
import { simclrRunner } from './simclr.ts';
import { loopRunner, type Runner } from './workload.ts';

export interface Workload {
  /** PyTorch's time over ours is at least this. */
  readonly goal: number;
  /** Traces and compiles it. */
  compile(numerics?: Numerics): Runner;
}

export const workloads: Readonly<Record<string, Workload>> = {
  logistic: { goal: 8, compile: (numerics) => loopRunner(modelLoop('logistic'), numerics) },
  'mlp-100': { goal: 2, compile: (numerics) => loopRunner(modelLoop('mlp'), numerics) },
  'cnn-25': { goal: 2.5, compile: (numerics) => loopRunner(modelLoop('cnn'), numerics) },
  'gru-6': { goal: 15, compile: (numerics) => loopRunner(modelLoop('gru'), numerics) },
  resnet: { goal: 1.5, compile: (numerics) => loopRunner(modelLoop('resnet'), numerics) },
  tcn: { goal: 1.5, compile: (numerics) => loopRunner(modelLoop('tcn'), numerics) },
  'dilated-cnn': { goal: 1.5, compile: (numerics) => loopRunner(modelLoop('dilated-cnn'), numerics) },
  'lottery-mlp-500': { goal: 1, compile: (numerics) => loopRunner(lotteryLoop(500, 0.92), numerics) },
  'double-descent-mlp-36': { goal: 3, compile: (numerics) => loopRunner(doubleDescentMlpLoop(36), numerics) },
  'double-descent-mlp-300': { goal: 0.65, compile: (numerics) => loopRunner(doubleDescentMlpLoop(300), numerics) },
  'double-descent-cnn-100': {
    goal: 1,
    compile: (numerics) => loopRunner(modelLoop('cnn', { channels: 100 }, sgd()), numerics),
  },
  'pooling-max-20': { goal: 3, compile: (numerics) => loopRunner(poolingLoop(20), numerics) },
  'simclr-25': { goal: 3, compile: simclrRunner },
  'metalearn-lr-outer-step': { goal: 5, compile: (numerics) => scanRunner(learnedRate(), numerics) },
  'metalearn-activation-outer-step': { goal: 1.5, compile: (numerics) => scanRunner(learnedActivation(), numerics) },
  'evaluate-cnn-25': { goal: 1, compile: (numerics) => evaluation(undefined, numerics) },
};
