/** Addresses and states: each says the other, and what cannot be understood is told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelOptions, toTrainOptions, trainingOptions } from '@mnist1d/experiments/networks';
import { modelNames } from '@mnist1d/models';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandOf } from '../src/programs/training-program.ts';
import {
  type Control,
  controls,
  dataControls,
  networkControls,
  raceControls,
  sizeOptions,
} from '../src/state/controls.ts';
import { examples } from '../src/state/examples.ts';
import { specOf } from '../src/state/networks.ts';
import { defaultNetwork, defaultState, formatQuery, type PlayState, parseQuery } from '../src/state/play-state.ts';

const anyValue = (control: Control): fc.Arbitrary<unknown> => {
  if (control.kind === 'choice') return fc.constantFrom(...control.choices);
  if (control.kind === 'switch') return fc.boolean();
  const { min, max, step } = control;
  return step === 1 ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
};
const valuesOf = (group: Readonly<Record<string, Control>>) =>
  fc.record(Object.fromEntries(Object.entries(group).map(([key, control]) => [key, anyValue(control)])));
const states = fc
  .record({
    data: valuesOf(dataControls).map((data) => ({ ...data, paddingMin: 3, paddingMax: 20 })),
    networks: fc.array(valuesOf(networkControls), { minLength: 1, maxLength: 6 }),
    race: valuesOf(raceControls),
  })
  .map((state) => state as unknown as PlayState);

test('any state is the one that its address says', () => {
  fc.assert(
    fc.property(states, fc.boolean(), (state, embed) => {
      const view = { only: ['shear', 'seed'], embed };
      expect(parseQuery(formatQuery(state, view))).toEqual({ state, view, objections: [] });
    }),
  );
});

test('what is as by default is not said', () => {
  expect(formatQuery(defaultState)).toBe('');
  expect(parseQuery('').state).toEqual(defaultState);
  const [first, second] = defaultState.networks;
  const networks = [
    { ...first!, shuffled: true },
    { ...second!, rate: 0.05 },
  ];
  expect(formatQuery({ ...defaultState, networks })).toBe('model=cnn,mlp&rate=0.01,0.05&shuffled=1,0');
});

test('one value is that of all networks', () => {
  const { state } = parseQuery('?model=cnn,mlp&seed=7&shear=0');
  expect(state.networks).toEqual([
    { ...defaultNetwork, seed: 7 },
    { ...defaultNetwork, model: 'mlp', seed: 7 },
  ]);
  expect(state.data.shear).toBe(0);
  // A list without models is of CNNs.
  expect(parseQuery('shuffled=0,1').state.networks.map(({ model, shuffled }) => [model, shuffled])).toEqual([
    ['cnn', false],
    ['cnn', true],
  ]);
});

test.each([
  ['model=cnm', 'model must be one of logistic, mlp, cnn,'],
  ['seed=1.5', 'seed must be a whole number from 0 to 4294967295, got 1.5'],
  ['rate=-1', 'rate must be a number from 0.00001 to 10, got -1'],
  ['rate=', 'rate must be a number'],
  ['shuffled=maybe', 'shuffled must be 0 or 1'],
  ['shear=NaN', 'shear must be a number from 0 to 4, got null'],
  ['padding=3', 'there is no setting padding'],
  ['paddingMin=50&paddingMax=40', 'paddingMin must be at most paddingMax, got 50 and 40'],
  ['only=shear,sed', 'only must name controls, got sed'],
  ['seed=1,2,3,4,5,6,7', 'at most 6 networks are side by side, got 7'],
])('%s is told: %s', (query, message) => {
  const { state, objections } = parseQuery(query);
  expect(objections).toEqual([expect.stringContaining(message)]);
  expect(parseQuery(formatQuery(state)).objections).toEqual([]);
});

test.each(examples.map(({ title, query }) => [title, query]))(
  'the example %s is an address in its shortest form',
  (_, query) => {
    const { state, objections } = parseQuery(query);
    expect([objections, formatQuery(state)]).toEqual([[], query]);
  },
);

describe('what a state means to the packages', () => {
  test('the sizes are options of the models', () => {
    expect(Object.keys(sizeOptions).sort()).toEqual([...modelNames].sort());
    for (const name of modelNames) {
      const option = sizeOptions[name];
      const known = Object.keys(modelOptions(name));
      expect(
        option === undefined ? !known.includes('channels') && !known.includes('hiddenSize') : known.includes(option),
      ).toBe(true);
    }
  });

  test('defaults are the packages’ own', () => {
    const { training, options, data } = specOf(defaultState, defaultNetwork);
    expect([training, options, data]).toEqual([{ steps: 6001 }, {}, {}]);
    const { seed, rate, optimizer, order } = defaultNetwork;
    const { default: theirs } = trainingOptions.learningRate;
    expect([seed, rate, optimizer, order]).toEqual([
      trainingOptions.seed.default,
      theirs,
      trainingOptions.optimizer.default,
      trainingOptions.order.default,
    ]);
  });

  test('the command says all that is not as by default, and where a schedule ends', () => {
    const { state } = parseQuery(
      'model=mlp&size=20&rate=0.05&schedule=cosine&shuffled=1&samples=1000&shear=0&paddingMin=40',
    );
    const spec = specOf(state, state.networks[0]!);
    expect(commandOf(spec, 100)).toBe(
      `npx @mnist1d/cli train mlp --set learningRate=0.05 --set 'schedule={"kind":"cosine","steps":6001}' --set steps=100 --set model.hiddenSize=20 --set 'data.padding=[40,60]' --set data.shearScale=0 --set data.numSamples=1000 --set data.shuffleSeq=true`,
    );
  });

  test('the README lists every name with its default', () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| `(\w+)` *\| ([^|]*?) *\| [^|]* \| ([^|]*?) *\|$/gm)].map((row) =>
      row.slice(1),
    );
    expect(listed).toEqual(
      Object.entries<Control>(controls).map(([name, { default: value, meaning }]) => [
        name,
        String(value === false ? 0 : value),
        meaning,
      ]),
    );
  });

  test('every state’s training is one that the library takes', () => {
    fc.assert(
      fc.property(states, (state) => {
        for (const network of state.networks) toTrainOptions(specOf(state, network).training);
      }),
    );
  });
});
