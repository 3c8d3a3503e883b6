/** A quiz without its looks: the paper's signals one after another, somebody's answers, and a CNN that learns meanwhile. */
import { formatAnswers, QUIZ_LENGTH } from '@mnist1d/experiments/quiz';
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createRacer, type Racer } from '../race/race.ts';
import { specOf } from '../state/networks.ts';
import { defaultNetwork, defaultState } from '../state/play-state.ts';

/** Of the paper; the test set has signals for more. */
export const QUIZZES = 5;
/** Signals of the short one. */
export const SHORT_LENGTH = 20;

export interface Quiz {
  /** It is one of the paper's, 1 … {@link QUIZZES}. */
  readonly number: Signal<number>;
  readonly length: ReadonlySignal<number>;
  readonly answers: ReadonlySignal<readonly number[]>;
  readonly stage: ReadonlySignal<'choosing' | 'asking' | 'done'>;
  /** The CNN, on the paper's data. It has the test signals as well. */
  readonly racer: Racer;
  /** Begins; the CNN begins with it. */
  begin(length: number): void;
  answer(label: number): void;
  /** Forgets the last answer. */
  undo(): void;
  /** Ends the quiz, to choose another. */
  leave(): void;
  /** The answers as the command line keeps them. */
  file(): string;
  close(): void;
}

export function createQuiz(): Quiz {
  const number = signal(1);
  const length = signal(QUIZ_LENGTH);
  const answers = signal<readonly number[]>([]);
  const isBegun = signal(false);
  const stage = computed(() => {
    if (!isBegun.value) return 'choosing';
    return answers.value.length < length.value ? 'asking' : 'done';
  });
  const racer = createRacer(specOf(defaultState, defaultNetwork));
  return {
    ...{ number, length, answers, stage, racer },
    begin(given) {
      batch(() => {
        length.value = given;
        answers.value = [];
        isBegun.value = true;
      });
      racer.run();
    },
    answer(label) {
      if (stage.value === 'asking' && racer.ready.value) answers.value = [...answers.value, label];
    },
    undo() {
      answers.value = answers.value.slice(0, -1);
    },
    leave() {
      isBegun.value = false;
    },
    file: () => formatAnswers([...Array.from({ length: number.value - 1 }, () => []), answers.value]),
    close: () => racer.close(),
  };
}

/** The first test row of a quiz. */
export function firstRow(number: number): number {
  return (number - 1) * QUIZ_LENGTH;
}
