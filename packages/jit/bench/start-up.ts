/** A fresh process that makes a model, compiles its training and carries out one step: `node start-up.js MODEL`. */
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { modelLoop } from './workloads/classifiers.ts';
import { loopRunner } from './workloads/workload.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
await loopRunner(modelLoop(process.argv[2] as 'mlp' | 'cnn' | 'gru')).run(1);
