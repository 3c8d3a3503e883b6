/** Workers load built files, so this tests the built package. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Experiment,
  type ExperimentProgress,
  type FinishedRun,
  type RunStore,
  register,
  runExperiment,
} from '@mnist1d/experiments';
import { afterAll, beforeAll, expect, test } from 'vitest';

let dir: string;
let module: string;

/** An experiment of a user, in a module that workers import. `register` is handed over, for it lies outside the workspace. */
const source = (index: string) => `
import { register } from ${JSON.stringify(index)};
export const cubes = {
  id: 'cubes', module: import.meta.url, recipeVersion: 1, title: 'Cubes', figure: 'none', defaultPreset: 'quick',
  presets: { quick: { description: 'three', time: 'none', config: { numbers: [1, 2, 3] } }, paper: { description: 'three', time: 'none', config: { numbers: [1, 2, 3] } } },
  runs: ({ numbers }) => numbers.map((value) => ({ value })),
  label: ({ value }) => String(value),
  cost: () => 1,
  async run({ value }, { onProgress, checkpoint }) {
    if (value === 13) throw new RangeError('13 is not cubed here');
    if (value === 21) throw () => {};
    if (value === 22) throw new DOMException('not that one');
    if (value === 25) await import('./missing.mjs');
    if (value === 23) return { metrics: { cube: () => 1 } };
    if (value === 24) await checkpoint.write({ cube: () => 1 });
    if (value === 66) process.exit(3);
    if (value === 77) setTimeout(() => { throw new Error('out of nowhere'); });
    if (value === 88) setTimeout(() => process.exit(4), 50);
    if (value === 77 || value === 99) await new Promise(() => setInterval(() => {}, 1000));
    onProgress(0.5);
    return { metrics: { cube: value ** 3 } };
  },
  summarise: () => ({}), claims: [],
};
register(cubes);
`;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-workers-'));
  const file = join(dir, 'cubes.mjs');
  writeFileSync(file, source(import.meta.resolve('@mnist1d/experiments')));
  module = pathToFileURL(file).href;
  // Here the module under test registers it; in a worker the file does.
  const text = source('')
    .replace(/^import.*$/m, '')
    .replace('import.meta.url', JSON.stringify(module))
    .replace('register(cubes);', '');
  const { cubes } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  register(cubes as Experiment);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('one worker, many or none: the same result', async () => {
  const config = { models: ['logistic', 'mlp'], steps: 6, evalEvery: 5, classErrorSteps: 2, seeds: [7] };
  const results = await Promise.all(
    [undefined, 1, 3].map((workers) =>
      runExperiment('classification', { preset: 'quick', config, ...(workers && { workers }) }),
    ),
  );
  for (const result of results) expect(result.digest).toBe(results[0]!.digest);
});

test('a user’s experiment runs in workers that import its module, and reports progress', async () => {
  const seen: string[] = [];
  const { data } = await runExperiment('cubes', {
    workers: 2,
    onProgress: ({ event, label }) => seen.push(`${event} ${label}`),
  });
  expect(data.runs.map(({ metrics }) => metrics.cube)).toEqual([1, 8, 27]);
  for (const value of [1, 2, 3])
    expect(seen).toEqual(expect.arrayContaining([`started ${value}`, `running ${value}`, `finished ${value}`]));
});

test('an error in a worker is the experiment’s, with its type', async () => {
  await expect(runExperiment('cubes', { workers: 2, config: { numbers: [1, 13] } })).rejects.toThrow(
    new RangeError('13 is not cubed here'),
  );
});

test.each([
  [21, 'threw () => {}'],
  [22, 'not that one'],
  [23, "experiment 'cubes', run '23': output.metrics.cube must be a value that JSON holds, got function"],
  [24, "experiment 'cubes', run '24': checkpoint.cube must be a value that JSON holds, got function"],
  [25, /^Cannot find module .*missing\.mjs/],
])('what does not come over from a worker is told: %d', async (value, message) => {
  await expect(runExperiment('cubes', { workers: 1, config: { numbers: [value] } })).rejects.toThrow(message);
});

test.each([
  ['leaves', 66, 1, "experiment 'cubes': the worker of the run '66' ended with code 3"],
  ['leaves', 66, 2, "experiment 'cubes': the worker of the run '66' ended with code 3"],
  ['throws what nobody catches', 77, 2, "experiment 'cubes': the worker of the run '77' died: out of nowhere"],
])('a worker that %s is named with its run, and the other runs are made', async (_, value, workers, message) => {
  const kept: FinishedRun[] = [];
  const store: RunStore = {
    read: async () => undefined,
    write: async (_key, finished) => void kept.push(finished),
    readCheckpoint: async () => undefined,
    writeCheckpoint: async () => {},
  };
  const numbers = [value, 1, 2, 3, 4];
  await expect(runExperiment('cubes', { workers, store, config: { numbers } })).rejects.toThrow(message);
  expect(kept.map(({ run }) => run.metrics.cube).sort((a, b) => Number(a) - Number(b))).toEqual([1, 8, 27, 64]);
});

test('a worker that dies after its run is not asked again', async () => {
  const onProgress = async ({ event, label }: ExperimentProgress) => {
    // The next run is asked for when the worker is gone.
    if (event === 'finished' && label === '88') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  };
  const config = { numbers: [88, 1] };
  const result = runExperiment('cubes', { workers: 1, onProgress, config });
  // Gone before the next message, or with it: never for ever.
  await result.then(
    ({ data }) => expect(data.runs[1]?.metrics.cube).toBe(1),
    (error) => expect(error.message).toMatch(/ended with code 4$/),
  );
});

test('a signal ends the workers at once', async () => {
  const controller = new AbortController();
  const onProgress = () => setTimeout(() => controller.abort(), 50);
  await expect(
    runExperiment('cubes', { workers: 2, config: { numbers: [99, 1] }, signal: controller.signal, onProgress }),
  ).rejects.toMatchObject({ name: 'AbortError' });
});

test('workers must be a positive number', async () => {
  await expect(runExperiment('cubes', { workers: 0 })).rejects.toThrow(
    'runExperiment: workers must be an integer of at least 1, got 0',
  );
});

test('Node that is given what pages have makes runs, and says that it has no workers', () => {
  const script = `
    import { runExperiment } from ${JSON.stringify(import.meta.resolve('@mnist1d/experiments'))};
    const { data } = await runExperiment('construction');
    const refused = await runExperiment('construction', { workers: 1 }).catch(({ message }) => message);
    console.log(data.runs.length, refused);`;
  const args = ['--conditions=browser', '--input-type=module', '--eval', script];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(
    '8 a worker cannot start: there are none here; leave out `workers`\n',
  );
});
