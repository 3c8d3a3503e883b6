/**
 * The human baseline of Table 1: quizzes of a hundred test signals each. Whoever takes one gives answers; without any, the
 * authors' recorded answers stand as published, beside the errors of a CNN on the same signals.
 */
import { checkInteger, checkName, checkPositive, show } from '@mnist1d/checks';
import { makeDataset } from '@mnist1d/dataset';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import { type HumanRun, humanKind } from '@mnist1d/results/kinds/human';
import { mean } from '../../analysis/statistics.ts';
import type { JsonObject } from '../../running/experiment.ts';
import { backends } from '../../training/backend.ts';
import { above, atLeast, difference } from '../claims.ts';
import { type ClassErrorTraining, countErrors, errorCounting } from '../classification/class-errors.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { publishedAnswers as published, QUIZ_LENGTH, scoreAnswers } from './quiz.ts';

/** Configuration: the answers, and the CNN's training. */
export interface HumanConfig extends ClassErrorTraining, JsonObject {
  readonly answers: readonly (readonly number[])[];
}

const defaults: HumanConfig = {
  answers: [],
  seed: 42,
  steps: 3001,
  rows: 500,
  batchSize: 100,
  learningRate: 0.01,
  backend: 'jit',
};

export const human = paperExperiment<typeof humanKind, HumanConfig>({
  kind: humanKind,
  recipeVersion: 1,
  title: 'The human baseline',
  figure: 'Table 1',
  defaultPreset: 'paper',
  meanings: {
    answers: 'for each quiz the classes that were answered, one after another; [] for a quiz that was not taken',
    seed: 'of the CNN’s initial weights',
    steps: 'updates of the CNN',
    rows: 'test rows on which its errors are counted',
    batchSize: 'rows per update',
    learningRate: 'of Adam',
    backend: 'jit (compiled), or a backend of tfjs: cpu, wasm, webgpu',
  },
  presets: {
    paper: {
      description: 'the authors’ five quizzes as published, and the CNN’s errors',
      config: defaults,
    },
    quick: { description: 'the same', config: defaults },
  },

  check(config) {
    const where = "experiment 'human'";
    const data = makeDataset();
    const quizzes = data.numTest / QUIZ_LENGTH;
    if (config.answers.length > quizzes) {
      throw new RangeError(`${where}: answers must be of at most ${quizzes} quizzes, got ${config.answers.length}`);
    }
    config.answers.forEach((answers, i) => {
      const name = `answers[${i}]`;
      if (!Array.isArray(answers) || (answers.length !== 0 && answers.length !== QUIZ_LENGTH)) {
        throw new RangeError(
          `${where}: ${name} must be a list of ${QUIZ_LENGTH} answers, or none, got ${Array.isArray(answers) ? answers.length : show(answers)}`,
        );
      }
      answers.forEach((answer, k) => {
        checkInteger(where, `${name}[${k}]`, answer, 0, data.numClasses - 1);
      });
    });
    checkInteger(where, 'seed', config.seed, 0, 2 ** 32 - 1);
    for (const key of ['steps', 'batchSize'] as const) checkInteger(where, key, config[key], 1);
    checkInteger(where, 'rows', config.rows, 1, data.numTest);
    checkPositive(where, 'learningRate', config.learningRate);
    checkName(where, 'backend', config.backend, backends);
  },

  runs: ({ answers, ...training }) => [
    ...answers.flatMap((given, i): SpecOf<typeof humanKind, 'quiz'>[] =>
      given.length > 0 ? [{ kind: 'quiz', quiz: i + 1, answers: given }] : [],
    ),
    { kind: 'class-errors', model: 'cnn', ...training },
  ],

  label: (spec) => (spec.kind === 'quiz' ? `quiz ${spec.quiz}` : `errors of the CNN, ${spec.steps} updates`),

  cost: (spec) => (spec.kind === 'quiz' ? 0.01 : spec.steps * 5e-4),

  procedure: ({ kind }) => (kind === 'class-errors' ? errorCounting : undefined),

  run: async (spec, context) => (spec.kind === 'quiz' ? score(spec) : countErrors(spec, context)),

  summarise: () => ({ published }),

  claims: [
    {
      id: 'human-accuracy',
      text: 'Human accuracy, in percent',
      ...atLeast(90, '%'),
      published: published.accuracy,
      measure: (runs) => quizAccuracy(runs),
      decidable: () => true,
    },
    {
      id: 'human-beats-cnn',
      text: 'Human accuracy above that of the CNN, in points',
      ...above(0, 'points'),
      // Table 1.
      published: published.accuracy - 94,
      measure(runs) {
        const accuracy = quizAccuracy(runs);
        const cnn = runs.find(({ spec }) => spec.kind === 'class-errors')?.metrics.accuracy;
        return difference(accuracy, cnn ?? null);
      },
      decidable: ({ steps }) => steps >= defaults.steps,
    },
  ],
});

/** Mean over the quizzes; null without any. */
function quizAccuracy(runs: readonly HumanRun[]): number | null {
  const accuracies = runs.filter(({ spec }) => spec.kind === 'quiz').map(({ metrics }) => metrics.accuracy);
  return accuracies.length === 0 ? null : mean(accuracies);
}

function score({ quiz, answers }: SpecOf<typeof humanKind, 'quiz'>): OutputOf<typeof humanKind, 'quiz'> {
  const { yTest } = makeDataset();
  return { metrics: scoreAnswers(yTest.subarray((quiz - 1) * QUIZ_LENGTH), answers) };
}
