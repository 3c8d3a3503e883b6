/** Puts tables between their markers. */

/** A table between the markers `<!-- table: NAME -->` and `<!-- end of table -->` of a Markdown file. */
export interface Table {
  readonly file: string;
  readonly name: string;
  readonly markdown: string;
}

/** The text of a Markdown file with a table in its place. @throws Error when the file has no such place */
export function place(text: string, { file, name, markdown }: Table): string {
  const begin = `<!-- table: ${name} -->`;
  const end = '<!-- end of table -->';
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file}: there is no place '${begin} … ${end}'`);
  return `${text.slice(0, from)}${begin}\n\n${markdown}\n\n${text.slice(to)}`;
}
