/** The name that a mistyped one was meant to be. */

/**
 * Of the names, the one of which most pairs of neighbouring letters, and the last letter alone, occur somewhere in `name`, in
 * proportion to the lengths of both (after Dice 1945), case aside; the earlier one of two as near, undefined of none. Letters
 * left out, added or swapped cost little, and so does a beginning for the whole: `iidNoise` is near `iidNoiseScale`.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const letters = name.toLowerCase();
  const likeness = (candidate: string) =>
    [...candidate].filter((_, i) => letters.includes(candidate.slice(i, i + 2).toLowerCase())).length /
    (candidate.length + name.length);
  return [...names].sort((a, b) => likeness(b) - likeness(a))[0];
}
