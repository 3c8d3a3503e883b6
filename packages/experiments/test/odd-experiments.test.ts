/** Experiments of users that are not what the types say: refused by name, before anything runs. */
import { expect, test } from 'vitest';
import { type Experiment, register, runExperiment } from '../src/index.ts';

let made = 0;

/** An experiment of one run, of which one part is another. */
function registered(change: object): string {
  const id = `odd-${made++}`;
  const preset = { description: 'one', config: { sizes: [1] } };
  const experiment = {
    ...{ id, recipeVersion: 1, title: 'Odd', figure: 'none', defaultPreset: 'quick' },
    presets: { quick: preset, paper: preset },
    runs: () => [{ size: 1 }],
    label: () => 'one',
    run: async () => ({ metrics: { size: 1 } }),
    claims: [],
    ...change,
  };
  register(experiment as unknown as Experiment);
  return id;
}

const noList = 'runs must give a list of specifications, which are objects';

test.each<[string, object, string]>([
  ['runs', { runs: () => undefined }, noList],
  ['runs', { runs: () => 'ab' }, noList],
  ['runs', { runs: () => new Map([[1, 2]]) }, noList],
  ['runs', { runs: () => [1] }, noList],
  ['runs', { runs: () => [[1]] }, noList],
  ['label', { label: () => undefined }, 'label must be a text, got undefined'],
  ['label', { label: () => 7 }, 'label must be a text, got 7'],
  ['cost', { cost: () => Number.NaN }, "run 'one': cost must be a finite number, got NaN"],
  ['cost', { cost: () => -1 }, "run 'one': cost must be at least 0, got -1"],
  ['cost', { cost: () => '1' }, "run 'one': cost must be a finite number, got '1'"],
])('%s: %j', async (_, change, message) => {
  const id = registered(change);
  await expect(runExperiment(id)).rejects.toThrow(message);
  await expect(runExperiment(id)).rejects.toThrow(`experiment '${id}'`);
});

test('a changed configuration that JSON cannot hold is refused by its key', async () => {
  const id = registered({});
  const circle: unknown[] = [];
  circle.push(circle);
  for (const [value, got] of [
    [1n, 'must be a value that JSON holds, got bigint'],
    [circle, 'must be a value that JSON holds, got one that contains itself'],
    [new Date(0), 'must be a value that JSON holds, got Date'],
    [undefined, 'must be a value that JSON holds, got undefined'],
  ] as const) {
    await expect(runExperiment(id, { config: { sizes: value as never } })).rejects.toThrow(got);
    await expect(runExperiment(id, { config: { sizes: value as never } })).rejects.toThrow(`experiment '${id}': sizes`);
  }
});

test.each(['../x', 'X', '', '__proto__', 'a b'])('no experiment has the id %j: files are named by it', (id) => {
  expect(() => registered({ id })).toThrow(`register: id must be lower-case letters, digits and hyphens, got '${id}'`);
});

test('whatever a run reports, and whatever it costs, shares are between 0 and 1', async () => {
  const run = async (_: unknown, { onProgress }: { onProgress(fraction: unknown): void }) => {
    for (const fraction of [Number.NaN, -5, 99, undefined, 'x', 0.5]) onProgress(fraction);
    return { metrics: {} };
  };
  const seen: number[] = [];
  await runExperiment(registered({ run, cost: () => 0 }), {
    onProgress: ({ runFraction, fraction }) => seen.push(runFraction, fraction),
  });
  expect(seen.length).toBeGreaterThan(12);
  for (const share of seen) expect(share >= 0 && share <= 1, `${share}`).toBe(true);
});
