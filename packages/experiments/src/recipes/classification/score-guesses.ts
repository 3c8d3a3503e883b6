/** How many guesses are the labels, by class and in all: of a network or of a person. */

/** Percent of the rows of each class that were taken for another one; null for a class without rows. */
export function errorsByClass(
  labels: ArrayLike<number>,
  guesses: ArrayLike<number>,
  classes: number,
): (number | null)[] {
  return Array.from({ length: classes }, (_, label) => {
    const own = Array.from(guesses).filter((_, row) => labels[row] === label);
    return own.length === 0 ? null : (100 * own.filter((guess) => guess !== label).length) / own.length;
  });
}

/** Percent of the guesses that are the labels. */
export function accuracyOf(labels: ArrayLike<number>, guesses: ArrayLike<number>): number {
  return (100 * Array.from(guesses).filter((guess, row) => guess === labels[row]).length) / guesses.length;
}
