/** What a user's compiler must accept, in strict mode. */
import { type Dataset, makeDataset } from '@mnist1d/dataset';
import { fromNpz } from '@mnist1d/dataset/npz';
import { type ExperimentResult, runExperiment } from '@mnist1d/experiments';
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { fileRunStore } from '@mnist1d/experiments/storage';
import { type TrainResult, train } from '@mnist1d/experiments/train';
import { compileLoop, jit } from '@mnist1d/jit';
import { createModel, loadSafetensors } from '@mnist1d/models';
import { defineKind } from '@mnist1d/results';
import { figure, renderPng, renderSvg } from '@mnist1d/viz';

const data: Dataset = makeDataset({ numSamples: 100 });
const model = createModel('cnn');
const trained: Promise<TrainResult> = train(model, data, { steps: 1 });
const result: Promise<ExperimentResult> = runExperiment('classification', { store: fileRunStore('runs') });
export const svg: Promise<string> = result.then((made) => renderSvg(figure(made)));
export const png: Promise<Uint8Array> = result.then((made) => renderPng(figure(made)));
export const accuracy: Promise<number | undefined> = trained.then(({ testAccuracy }) => testAccuracy.at(-1));
export const all = [fromNpz, defineEntry, compileLoop, jit, loadSafetensors, defineKind];
// @ts-expect-error: there is no such model
createModel('transformer');
