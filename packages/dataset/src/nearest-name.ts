/** The name that a mistyped one was meant to be. */

/** Of `names`, the one with the largest share of its pairs of neighbouring letters in `name`. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const letters = name.toLowerCase();
  const likeness = (candidate: string) =>
    [...candidate].filter((_, i) => letters.includes(candidate.slice(i, i + 2).toLowerCase())).length /
    candidate.length;
  return [...names].sort((a, b) => likeness(b) - likeness(a))[0];
}
