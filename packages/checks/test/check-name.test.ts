import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkKeys, checkName, nearestName } from '../src/index.ts';

const models = ['logistic', 'mlp', 'cnn', 'gru', 'plain-mlp', 'pooling-cnn'];
const experiments = ['construction', 'classification', 'human', 'tsne', 'lottery', 'double-descent', 'pooling'];
const options = ['steps', 'seed', 'batchSize', 'learningRate', 'evalEvery', 'earlyStopping', 'optimizer', 'backend'];
const ofSamples = ['templateLength', 'padding', 'scaleCoeff', 'maxTranslation', 'corrNoiseScale', 'iidNoiseScale'];
const ofDatasets = [...ofSamples, 'shearScale', 'finalSeqLength', 'seed', 'numSamples', 'trainSplit', 'shuffleSeq'];

test.each<[string, string, readonly string[]]>([
  ['ccn', 'cnn', models],
  ['MLP', 'mlp', models],
  ['plainmlp', 'plain-mlp', models],
  ['poolingCnn', 'pooling-cnn', models],
  ['classificaton', 'classification', experiments],
  ['poling', 'pooling', experiments],
  ['t-sne', 'tsne', experiments],
  ['step', 'steps', options],
  ['learning_rate', 'learningRate', options],
  ['batchsize', 'batchSize', options],
  ['num_samples', 'numSamples', ofDatasets],
  ['sead', 'seed', ofDatasets],
  ['iidNoise', 'iidNoiseScale', ofDatasets],
  ['shuffle', 'shuffleSeq', ofDatasets],
  ['template_length', 'templateLength', ofDatasets],
  ['papper', 'paper', ['quick', 'paper']],
  ['adamw', 'adam', ['adam', 'sgd']],
  ['linear4.bias', 'linear1.bias', ['linear1.weight', 'linear1.bias', 'linear2.bias', 'linear3.bias']],
])('%s is told %s', (wrong, right, names) => {
  expect(nearestName(wrong, names)).toBe(right);
});

test('a known name is nearest to itself, and none is nearest where there is none', () => {
  for (const name of [...models, ...experiments, ...ofDatasets]) {
    expect(nearestName(name, [...models, ...experiments, ...ofDatasets])).toBe(name);
  }
  expect(nearestName('mlp', [])).toBeUndefined();
});

test('a letter left out, doubled, wrong or (in five letters or more) swapped with the next does not matter', () => {
  for (const names of [models, experiments, options, ofDatasets]) {
    for (const name of names.filter(({ length }) => length > 3)) {
      for (let i = 0; i < name.length; i++) {
        const [before, letter, after] = [name.slice(0, i), name[i], name.slice(i + 1)];
        const slips = [before + after, before + letter + letter + after, `${before}z${after}`];
        if (after && name.length > 4) slips.push(before + after[0] + letter + after.slice(1));
        for (const slip of slips) expect([slip, nearestName(slip, names)]).toEqual([slip, name]);
      }
    }
  }
});

test('one of the names is nearest to any text', () => {
  fc.assert(fc.property(fc.string(), (text) => models.includes(nearestName(text, models) as string)));
});

test('checkName gives a known name back and suggests for others', () => {
  expect(checkName('createModel', 'model', 'cnn', models)).toBe('cnn');
  expect(() => checkName('train', 'optimizer', 'adamw', ['adam', 'sgd'])).toThrow(
    new RangeError("train: there is no optimizer 'adamw'; did you mean 'adam'? Known: adam, sgd"),
  );
  expect(() => checkName('train', 'optimizer', 3 as never, ['adam', 'sgd'])).toThrow("there is no optimizer '3'");
  expect(() => checkName('train', 'optimizer', 'toString', ['adam', 'sgd'])).toThrow('there is no optimizer');
});

test('checkKeys names the first key that is none', () => {
  checkKeys('train', { steps: 3 }, options);
  expect(() => checkKeys('train', { steps: 3, step: 10 }, ['steps', 'seed'])).toThrow(
    "train: there is no option 'step'; did you mean 'steps'? Known: steps, seed",
  );
});
