/** How wide the terminal is, and text that fits. */

/** Characters of a line of the output; as many as one likes where it is no terminal. */
export function outputColumns(): number {
  return process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;
}

/** Text with line breaks between words, so that no line is longer than `columns`, but for a word that is. */
export function wrap(text: string, columns: number = outputColumns()): string {
  let length = 0;
  let wrapped = '';
  for (const word of text.split(' ')) {
    const isNext = length > 0 && length + 1 + word.length > columns;
    length = isNext || wrapped === '' ? word.length : length + 1 + word.length;
    wrapped += wrapped === '' ? word : `${isNext ? '\n' : ' '}${word}`;
  }
  return wrapped;
}
