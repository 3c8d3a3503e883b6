/** A quiz without its looks: the paper's signals one after another, somebody's answers, and a CNN that learns meanwhile. One that was kept goes on. */
import { formatAnswers, QUIZ_LENGTH } from '@mnist1d/experiments/quiz';
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createRacer, type Racer } from '../race/race.ts';
import { specOf } from '../state/networks.ts';
import { defaultNetwork, defaultState } from '../state/play-state.ts';
import { type KeptQuiz, keepQuiz, type QUIZZES, readKeptQuiz } from './kept-quiz.ts';

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
  /** Leaves the quiz, to choose another, or to resume it. */
  leave(): void;
  /** The quiz that was left with some of its answers, until another begins. */
  readonly left: ReadonlySignal<KeptQuiz | undefined>;
  resume(): void;
  /** The answers as the command line keeps them. */
  file(): string;
  close(): void;
}

export function createQuiz(): Quiz {
  const kept = readKeptQuiz();
  const number = signal(kept?.number ?? 1);
  const length = signal(kept?.length ?? QUIZ_LENGTH);
  const answers = signal<readonly number[]>(kept?.answers ?? []);
  const isBegun = signal(kept !== undefined);
  const left: Signal<KeptQuiz | undefined> = signal();
  const stage = computed(() => {
    if (!isBegun.value) return 'choosing';
    return answers.value.length < length.value ? 'asking' : 'done';
  });
  const racer = createRacer(specOf(defaultState, defaultNetwork));
  if (kept) racer.run();
  const current = (): KeptQuiz => ({ number: number.value, length: length.value, answers: answers.value });
  const stopKeeping = effect(() => keepQuiz(isBegun.value ? current() : left.value));
  return {
    ...{ number, length, answers, stage, left, racer },
    begin(given) {
      batch(() => {
        length.value = given;
        answers.value = [];
        left.value = undefined;
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
      batch(() => {
        if (stage.value === 'asking' && answers.value.length > 0) left.value = current();
        isBegun.value = false;
      });
    },
    resume() {
      if (!left.value) return;
      batch(() => {
        ({ number: number.value, length: length.value, answers: answers.value } = left.value as KeptQuiz);
        left.value = undefined;
        isBegun.value = true;
      });
    },
    file: () => formatAnswers([...Array.from({ length: number.value - 1 }, () => []), answers.value]),
    close() {
      stopKeeping();
      racer.close();
    },
  };
}

/** The first test row of a quiz. */
export function firstRow(number: number): number {
  return (number - 1) * QUIZ_LENGTH;
}
