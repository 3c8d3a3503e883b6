/** After which updates a network is looked at: often while much changes, then as often as the paper does, at last seldom. */

/** The next one after so many updates, `steps` at the latest. */
export function nextLook(updates: number, steps: number): number {
  const every = updates < 100 ? 10 : updates < 500 ? 50 : updates < 1000 ? 100 : updates < 10_000 ? 250 : 1000;
  return Math.min(steps, (Math.floor(updates / every) + 1) * every);
}
