/** The workloads of the benchmark, under the names of ../shared/reference/torch_bench.py, and the ratios to reach. */
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
  compile(): Runner;
}

export const workloads: Readonly<Record<string, Workload>> = {
  logistic: { goal: 8, compile: () => loopRunner(modelLoop('logistic')) },
  'mlp-100': { goal: 2, compile: () => loopRunner(modelLoop('mlp')) },
  'cnn-25': { goal: 2.5, compile: () => loopRunner(modelLoop('cnn')) },
  'gru-6': { goal: 15, compile: () => loopRunner(modelLoop('gru')) },
  resnet: { goal: 1.5, compile: () => loopRunner(modelLoop('resnet')) },
  tcn: { goal: 1.5, compile: () => loopRunner(modelLoop('tcn')) },
  'dilated-cnn': { goal: 1.5, compile: () => loopRunner(modelLoop('dilated-cnn')) },
  'lottery-mlp-500': { goal: 1, compile: () => loopRunner(lotteryLoop(500, 0.92)) },
  'double-descent-mlp-36': { goal: 3, compile: () => loopRunner(doubleDescentMlpLoop(36)) },
  'double-descent-mlp-300': { goal: 0.65, compile: () => loopRunner(doubleDescentMlpLoop(300)) },
  'double-descent-cnn-100': { goal: 1, compile: () => loopRunner(modelLoop('cnn', { channels: 100 }, sgd())) },
  'pooling-max-20': { goal: 3, compile: () => loopRunner(poolingLoop(20)) },
  'simclr-25': { goal: 3, compile: simclrRunner },
  'metalearn-lr-outer-step': { goal: 5, compile: () => scanRunner(learnedRate()) },
  'metalearn-activation-outer-step': { goal: 1.5, compile: () => scanRunner(learnedActivation()) },
  'evaluate-cnn-25': { goal: 1, compile: () => evaluation() },
};
