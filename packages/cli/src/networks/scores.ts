/** How well a network does on sets of rows. */
import { adam, createTrainer, type TrainingData } from '@mnist1d/experiments/train';
import type { ArrayParameter, Model, Params } from '@mnist1d/models';

/** Rows of `length` features each, row-major, and the class of each. */
export interface Rows {
  readonly x: TrainingData['x'];
  readonly y: Int32Array;
}

export interface RowScores {
  readonly rows: number;
  /** Percent. */
  readonly accuracy: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** How many rows of class i were taken for class j, at [i][j]. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * The scores of each set of rows, compiled.
 *
 * @throws RangeError or TypeError on parameters or rows that do not fit the model
 */
export async function scoresOf<P extends Params>(
  model: Model<P>,
  params: Readonly<Record<string, ArrayParameter>>,
  { length, numClasses }: Pick<TrainingData, 'length' | 'numClasses'>,
  sets: readonly Rows[],
): Promise<RowScores[]> {
  const [{ x, y }] = sets as [Rows];
  // A trainer that makes no update is a network that is compiled.
  const network = await createTrainer(
    model,
    { x, y, length, numClasses, numTrain: y.length },
    { start: params, optimizer: adam(), steps: 0 },
  );
  try {
    const scores: RowScores[] = [];
    for (const set of sets) {
      const { accuracy, loss, predicted } = await network.evaluate(set.x, set.y);
      const confusion = Array.from({ length: numClasses }, () => new Array<number>(numClasses).fill(0));
      for (const [row, label] of set.y.entries()) {
        const counts = confusion[label] as number[];
        counts[predicted[row] as number] = (counts[predicted[row] as number] as number) + 1;
      }
      scores.push({ rows: set.y.length, accuracy, loss, confusion });
    }
    return scores;
  } finally {
    network.dispose();
  }
}
