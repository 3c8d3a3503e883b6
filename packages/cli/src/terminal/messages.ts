/** What the command says on standard error: one line each, whatever stands in it. */

/** Text in one line, without what a terminal would obey. */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '\ufffd')
    .trim();
}

export function warn(message: string): void {
  process.stderr.write(`warning: ${oneLine(message)}\n`);
}

export function tellError(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  process.stderr.write(process.env.DEBUG && stack ? `error: ${stack}\n` : `error: ${oneLine(message)}\n`);
}
