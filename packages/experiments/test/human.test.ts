import { makeDataset } from '@mnist1d/dataset';
import { expect, test } from 'vitest';
import paper from '../../../fixtures/paper-results.json' with { type: 'json' };
import { type JsonObject, runExperiment, runExperiments } from '../src/index.ts';
import published from '../src/recipes/classification/human.json' with { type: 'json' };

const { yTest } = makeDataset();
/** The labels of a quiz, wrong at some places. */
const answers = (quiz: number, wrong: readonly number[] = []) =>
  Array.from(yTest.subarray(100 * (quiz - 1), 100 * quiz), (label, i) =>
    wrong.includes(i) ? (label + 1) % 10 : label,
  );

test('without answers the authors’ stand as published, and nothing of a human is measured', async () => {
  const { data, claims } = await runExperiment('human', { config: { steps: 20 } });
  expect(data.runs.map(({ spec }) => spec.kind)).toEqual(['class-errors']);
  expect(data.published).toEqual(published);
  for (const claim of claims) expect([claim.measured, claim.holds]).toEqual([null, null]);
});

test('the quizzes are those of the authors: their signals have the classes of ours', () => {
  expect(published.confusion).toEqual(paper.human.confusion);
  const counts = new Array<number>(10).fill(0);
  // The published files of quizzes 1 and 2 are identical: 1, 3, 4 and 5 are left.
  for (const quiz of [1, 3, 4, 5]) for (const label of answers(quiz)) counts[label]!++;
  expect(published.confusion.map((row) => row.reduce((sum, n) => sum + n, 0))).toEqual(counts);
});

test('answers are scored by quiz and class', async () => {
  const config = { answers: [answers(1, [0, 1, 2, 3]), [], answers(3)], steps: 3001 };
  const { data, claims } = await runExperiment('human', { config });
  const [first, third, cnn] = data.runs as unknown as { spec: JsonObject; metrics: Record<string, number[]> }[];
  expect([first!.spec.quiz, third!.spec.quiz]).toEqual([1, 3]);
  expect([first!.metrics.accuracy, third!.metrics.accuracy]).toEqual([96, 100]);
  const wrong = new Array<number>(10).fill(0);
  const all = new Array<number>(10).fill(0);
  answers(1).forEach((label, i) => {
    all[label]!++;
    if (i < 4) wrong[label]!++;
  });
  expect(first!.metrics.errorByClass).toEqual(all.map((n, label) => (100 * wrong[label]!) / n));
  const [accuracy, margin] = claims;
  expect([accuracy!.measured, accuracy!.holds]).toEqual([98, true]);
  expect(margin!.measured).toBeCloseTo(98 - (cnn!.metrics.accuracy as unknown as number), 9);
  expect(margin!.holds).toBe(true);
});

test('the CNN that classification stops early, too, is trained once for both', async () => {
  const started: string[] = [];
  const choices = [
    {
      id: 'classification',
      config: { models: ['logistic'], features: ['plain'], seeds: [42], steps: 2, classErrorSteps: 4 },
    },
    { id: 'human', config: { steps: 4 } },
  ];
  const together = await runExperiments(choices, {
    onProgress: ({ event, label }) => event === 'started' && started.push(label),
  });
  expect(started.filter((label) => label.startsWith('errors'))).toHaveLength(1);
  const apart = await Promise.all(choices.map(({ id, config }) => runExperiment(id, { config })));
  expect(together.map(({ digest }) => digest)).toEqual(apart.map(({ digest }) => digest));
});

test.each<[JsonObject, string]>([
  [{ answers: [[1, 2, 3]] }, 'answers[0] must be a list of 100 answers, or none, got 3'],
  [{ answers: [answers(1).with(5, 10)] }, 'answers[0][5] must be an integer in 0 … 9, got 10'],
  [{ answers: new Array(11).fill([]) }, 'answers must be of at most 10 quizzes, got 11'],
  [{ answers: [7] }, 'answers[0] must be a list of 100 answers, or none, got 7'],
])('refuses %#', async (config, message) => {
  await expect(runExperiment('human', { config })).rejects.toThrow(message);
});
