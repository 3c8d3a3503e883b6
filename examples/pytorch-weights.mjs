/** A CNN for PyTorch: node examples/pytorch-weights.mjs trains it and writes cnn.safetensors, a state_dict. */
import { readFile, writeFile } from 'node:fs/promises';
import { makeDataset } from '@mnist1d/dataset';
import { evaluate, train } from '@mnist1d/experiments/train';
import { createModel, encodeSafetensors, loadSafetensors } from '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

await tf.setBackend('cpu');
const data = makeDataset();
const model = createModel('cnn');
const { params, testAccuracy } = await train(model, data, { steps: 501, evalEvery: 500 });
await writeFile('cnn.safetensors', encodeSafetensors(params));

const loaded = loadSafetensors(await readFile('cnn.safetensors'), model);
const { accuracy } = await evaluate(model, loaded, data.xTest, data.yTest);
console.log(`test accuracy ${testAccuracy.at(-1)} %; of the file, read again, ${accuracy} %`);
