/** Made-up results about signals themselves: how they are made, how people tell them apart. */
import type { ConstructionResult, HumanResult } from '../src/index.ts';

export function exampleConstruction(): ConstructionResult {
  const row = (stage: string, length: number, k: number) => ({
    spec: { stage, options: null },
    metrics: { signals: [0, 1].map((digit) => Array.from({ length }, (_, i) => Math.sin(i * k + digit))) },
  });
  return {
    experiment: 'construction',
    preset: 'paper',
    data: { runs: [row('Template', 12, 0.3), row('Pad', 40, 0.5)] },
  };
}

/** Three classes: the CNN's errors, and two quizzes. */
export function exampleHuman(quizzes = 2): HumanResult {
  const confusions = [
    [
      [3, 1, 0],
      [0, 4, 0],
      [2, 0, 0],
    ],
    [
      [5, 0, 0],
      [1, 3, 0],
      [0, 0, 1],
    ],
  ];
  return {
    experiment: 'human',
    preset: 'paper',
    data: {
      runs: [
        ...confusions.slice(0, quizzes).map((confusion, i) => ({
          spec: { kind: 'quiz' as const, quiz: i + 1, answers: [0, 1, 2] },
          metrics: { accuracy: 80, errorByClass: [10, 20, null], confusion },
        })),
        {
          spec: {
            ...{ kind: 'class-errors', model: 'cnn', seed: 42, steps: 3001, rows: 500 },
            ...{ batchSize: 100, learningRate: 0.01, backend: 'jit' },
          },
          metrics: { accuracy: 93, errorByClass: [7, 8, 9] },
        },
      ],
      published: {
        accuracy: 95.8,
        shuffledAccuracy: 30,
        quizAccuracy: [96, 94],
        errorByClass: [6.5, 4.5, 0],
        confusion: [
          [28, 2, 0],
          [1, 40, 1],
          [0, 0, 36],
        ],
      },
    },
  };
}
