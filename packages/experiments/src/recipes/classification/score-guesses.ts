/** How many guesses are the labels, by class and in all: of a network or of a person. */

/** Percent of the rows of each class that were taken for another one; null for a class without rows. */
export function errorsByClass(
  labels: ArrayLike<number>,
  guesses: ArrayLike<number>,
  classes: number,
): (number | null)[] {
  const rows = new Array<number>(classes).fill(0);
  const errors = new Array<number>(classes).fill(0);
  for (let row = 0; row < guesses.length; row++) {
    const label = labels[row] as number;
    rows[label] = (rows[label] as number) + 1;
    if (guesses[row] !== label) errors[label] = (errors[label] as number) + 1;
  }
  return rows.map((count, label) => (count === 0 ? null : (100 * (errors[label] as number)) / count));
}

/** Percent of the guesses that are the labels. */
export function accuracyOf(labels: ArrayLike<number>, guesses: ArrayLike<number>): number {
  let correct = 0;
  for (let row = 0; row < guesses.length; row++) if (guesses[row] === labels[row]) correct++;
  return (100 * correct) / guesses.length;
}
