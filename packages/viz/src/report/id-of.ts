/** Names as ids of the page. */

/** Letters, digits, _ and - as they are, other characters by their number: an id holds no spaces, and no quotes. */
export function idOf(name: string): string {
  return name.replace(/[^\w-]/gu, (character) => `.${character.codePointAt(0)?.toString(16)}`);
}
