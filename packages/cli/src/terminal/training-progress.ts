/** Progress of one training on standard error: a bar with the latest accuracies on a terminal, plain lines elsewhere. */
import type { Evaluation, TrainProgress } from '@mnist1d/experiments/train';
import { barOf, hasBar, INTERVAL, LINE_INTERVAL, percentOf, progressLine, timeLeft } from './progress-line.ts';

export interface TrainingDisplay {
  update(progress: TrainProgress): void;
  stop(): void;
}

export function trainingDisplay(): TrainingDisplay {
  return hasBar() ? bar() : lines();
}

function bar(): TrainingDisplay {
  const line = progressLine();
  const left = timeLeft();
  let [lastTime, accuracies] = [0, ''];
  return {
    update({ updates, steps, evaluation }) {
      const now = performance.now();
      if (evaluation) accuracies = `, ${accuraciesOf(evaluation)}`;
      else if (now - lastTime < INTERVAL) return;
      lastTime = now;
      line.draw(`${barOf(updates / steps)}${left(updates / steps)}${accuracies}`);
    },
    stop: line.stop,
  };
}

/** Milliseconds between two evaluations that are told. */
const EVALUATION_INTERVAL = 1000;

/** A line for an evaluation, at most one a second, and one every fifteen seconds. */
function lines(): TrainingDisplay {
  const left = timeLeft();
  let [lastTime, lastEvaluation] = [performance.now(), Number.NEGATIVE_INFINITY];
  return {
    update({ updates, steps, evaluation }) {
      const now = performance.now();
      if (evaluation ? now - lastEvaluation < EVALUATION_INTERVAL : now - lastTime < LINE_INTERVAL) return;
      lastTime = now;
      if (evaluation) lastEvaluation = now;
      const accuracies = evaluation ? `: ${accuraciesOf(evaluation)}` : '';
      const fraction = updates / steps;
      process.stderr.write(`[${percentOf(fraction)}] ${updates} of ${steps} updates${accuracies}${left(fraction)}\n`);
    },
    stop() {},
  };
}

function accuraciesOf({ trainAccuracy, testAccuracy, validationAccuracy }: Evaluation): string {
  const held =
    validationAccuracy === undefined ? `test ${percent(testAccuracy)}` : `validation ${percent(validationAccuracy)}`;
  return `train ${percent(trainAccuracy)}, ${held}`;
}

function percent(accuracy = 0): string {
  return `${accuracy.toFixed(1)} %`;
}
